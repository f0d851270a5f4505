# The one image of all roles. Built from the repository's root: docker build -t vpa:0.1.0 .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
# Projects first, so that a change of code does not restore the packages again.
COPY src/Directory.Build.props src/Directory.Build.targets src/Directory.Packages.props src/BannedSymbols.txt src/
COPY src/Vpa.Domain/*.csproj src/Vpa.Domain/
COPY src/Vpa.Recommender/*.csproj src/Vpa.Recommender/
COPY src/Vpa.Updater/*.csproj src/Vpa.Updater/
COPY src/Vpa.Admission/*.csproj src/Vpa.Admission/
COPY src/Vpa.Kubernetes/*.csproj src/Vpa.Kubernetes/
COPY src/Vpa.Storage/*.csproj src/Vpa.Storage/
COPY src/Vpa.Simulation/*.csproj src/Vpa.Simulation/
COPY src/Vpa.Host/*.csproj src/Vpa.Host/
RUN dotnet restore src/Vpa.Host -a "$TARGETARCH"
COPY .editorconfig ./
COPY src/ src/
RUN dotnet publish src/Vpa.Host --no-restore -c Release -a "$TARGETARCH" --self-contained false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="Vertical Pod Autoscaler" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
USER 65534:65534
WORKDIR /var/lib/vpa
ENV DOTNET_EnableDiagnostics=0
ENTRYPOINT ["/app/vpa"]
