{{/*
One component's Deployment.
"vpa.deployment" (dict "root" $ "key" "updater" "name" "updater" "port" 8943 "ready" "/health-check" "args" list "ports" list "volumes" list "mounts" list "strategy" dict "spread" list "class" "controller")
*/}}
{{- define "vpa.deployment" -}}
{{- $root := .root -}}
{{- $component := index $root.Values .key -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "vpa.component.name" . }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "vpa.labels" . | nindent 4 }}
  {{- with $component.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ $component.replicas }}
  revisionHistoryLimit: {{ $component.revisionHistoryLimit }}
  {{- with $component.updateStrategy | default .strategy }}
  strategy:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "vpa.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "vpa.selectorLabels" . | nindent 8 }}
        {{- with $component.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $component.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      serviceAccountName: {{ include "vpa.serviceAccount" . }}
      {{- with $component.priorityClassName | default (ternary (printf "%s-%s" (include "vpa.fullname" $root) .class) "" $root.Values.priorityClasses.create) }}
      priorityClassName: {{ . }}
      {{- end }}
      # Variables of Services, such as VPA_WEBHOOK_PORT, would be read as flags: VPA_ is the prefix of theirs.
      enableServiceLinks: false
      {{- if $component.hostNetwork }}
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      {{- end }}
      securityContext:
        {{- toYaml $root.Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .name }}
          image: {{ printf "%s:%s" ($component.image.repository | default $root.Values.image.repository) (toString ($component.image.tag | default $root.Values.image.tag | default $root.Chart.AppVersion)) | quote }}
          imagePullPolicy: {{ $component.image.pullPolicy | default $root.Values.image.pullPolicy }}
          args:
            - {{ .name }}
            - --v=4
            - --stderrthreshold=info
            {{- range concat .args $component.extraArgs }}
            - {{ . | quote }}
            {{- end }}
          env:
            # No debugger sockets: the root file system is read-only.
            - name: DOTNET_EnableDiagnostics
              value: "0"
            {{- if .hotPath }}
            # The hot path is compiled anew from what is seen of it. The other roles run too short for that to pay.
            - name: DOTNET_TieredPGO
              value: "1"
            - name: DOTNET_TC_CallCountThreshold
              value: "1E" # hexadecimal
            - name: DOTNET_TC_CallCountingDelayMs
              value: "64" # hexadecimal
            {{- end }}
            {{- if .podEvents }}
            # Events about the history are told on this Pod.
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: POD_UID
              valueFrom:
                fieldRef:
                  fieldPath: metadata.uid
            {{- end }}
            - name: NAMESPACE
              valueFrom:
                fieldRef:
                  fieldPath: metadata.namespace
            {{- with $component.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            {{- with .ports }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
            - name: prometheus
              containerPort: {{ .port }}
          # Time enough for an answer when the CPU limit holds the process back.
          livenessProbe:
            httpGet:
              path: /health-check
              port: prometheus
            initialDelaySeconds: 5
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          readinessProbe:
            httpGet:
              path: {{ .ready.path }}
              port: prometheus
            periodSeconds: {{ .ready.period }}
            timeoutSeconds: 5
            failureThreshold: {{ .ready.failures }}
          {{- with $component.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          securityContext:
            {{- toYaml $root.Values.containerSecurityContext | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- with .mounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: {}
        {{- with .volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $component.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $component.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      affinity:
        {{- if kindIs "invalid" $component.affinity }}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    {{- include "vpa.selectorLabels" . | nindent 20 }}
        {{- else }}
        {{- toYaml $component.affinity | nindent 8 }}
        {{- end }}
      {{- with (ternary .spread $component.topologySpreadConstraints (kindIs "invalid" $component.topologySpreadConstraints)) }}
      topologySpreadConstraints:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}

{{/* The flags of leader election of one component, as a list. */}}
{{- define "vpa.leaderElectionArgs" -}}
{{- $args := list -}}
{{- if eq (include "vpa.electsLeader" .) "true" -}}
{{- $election := (index .root.Values .key).leaderElection -}}
{{- $args = list
      "--leader-elect=true"
      (printf "--leader-elect-resource-namespace=%s" (include "vpa.leaseNamespace" .))
      (printf "--leader-elect-resource-name=%s" $election.resourceName)
      (printf "--leader-elect-lease-duration=%s" $election.leaseDuration)
      (printf "--leader-elect-renew-deadline=%s" $election.renewDeadline)
      (printf "--leader-elect-retry-period=%s" $election.retryPeriod) -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}
