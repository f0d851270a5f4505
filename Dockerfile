# syntax=docker/dockerfile:1
# The one image of all roles, from the repository's root:   docker build -t vpa:0.1.0 .
# For two architectures:   docker buildx build --platform linux/amd64,linux/arm64 -t registry.example.com/vpa:0.1.0 --push .
# With the role built in, for manifests that name an image for each (upstream's do):
#   docker build --target recommender -t registry.example.com/vpa-recommender:0.1.0 .     (or updater, admission-controller)
# BASE_TAG can be pinned to a patch or a digest.
ARG BASE_TAG=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${BASE_TAG} AS build
ARG TARGETARCH=amd64
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
# Projects and lock files first, so that a change of code does not restore the packages again. CI=true: as locked, or not at all.
COPY src/Directory.Build.props src/Directory.Build.targets src/Directory.Packages.props src/BannedSymbols.txt src/
COPY src/Vpa.Domain/*.csproj src/Vpa.Domain/packages.lock.json src/Vpa.Domain/
COPY src/Vpa.Recommender/*.csproj src/Vpa.Recommender/packages.lock.json src/Vpa.Recommender/
COPY src/Vpa.Updater/*.csproj src/Vpa.Updater/packages.lock.json src/Vpa.Updater/
COPY src/Vpa.Admission/*.csproj src/Vpa.Admission/packages.lock.json src/Vpa.Admission/
COPY src/Vpa.Kubernetes/*.csproj src/Vpa.Kubernetes/packages.lock.json src/Vpa.Kubernetes/
COPY src/Vpa.Storage/*.csproj src/Vpa.Storage/packages.lock.json src/Vpa.Storage/
COPY src/Vpa.Simulation/*.csproj src/Vpa.Simulation/packages.lock.json src/Vpa.Simulation/
COPY src/Vpa.Host/*.csproj src/Vpa.Host/packages.lock.json src/Vpa.Host/
COPY src/Vpa.Host/Runtime.props src/Vpa.Host/
RUN dotnet restore src/Vpa.Host
# The manifests of deploy/ that `vpa demo` installs travel inside the program.
COPY .editorconfig ./
COPY deploy/crds/ deploy/crds/
COPY deploy/rbac/ deploy/rbac/
COPY .ci/publish .ci/publish
COPY src/ src/
RUN bash .ci/publish "$TARGETARCH" /app && mkdir /history

# Without a shell, a package manager, or a runtime: the program brings its own.
FROM mcr.microsoft.com/dotnet/runtime-deps:${BASE_TAG}-noble-chiseled AS base
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Vertical Pod Autoscaler" \
      org.opencontainers.image.description="Gives the Pods of a Kubernetes cluster the CPU and memory requests they need" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /app /app
# Where no volume is mounted, the history lives as long as the container.
COPY --from=build --chown=65534:65534 /history /var/lib/vpa
USER 65534:65534
WORKDIR /var/lib/vpa
# The root file system may be read-only: no sockets of a debugger.
ENV DOTNET_EnableDiagnostics=0
ENTRYPOINT ["/app/vpa"]

FROM base AS recommender
ENTRYPOINT ["/app/vpa", "recommender"]

FROM base AS updater
ENTRYPOINT ["/app/vpa", "updater"]

FROM base AS admission-controller
ENTRYPOINT ["/app/vpa", "admission-controller"]

FROM base
