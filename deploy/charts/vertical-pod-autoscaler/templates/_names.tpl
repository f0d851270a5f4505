{{- define "vpa.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "vpa.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The components that are rendered: values key to name. */}}
{{- define "vpa.components" -}}
{{- $all := dict "recommender" "recommender" "updater" "updater" "admissionController" "admission-controller" -}}
{{- $enabled := dict -}}
{{- range $key, $name := $all -}}
{{- if (index $.Values $key).enabled -}}{{- $_ := set $enabled $key $name -}}{{- end -}}
{{- end -}}
{{- toYaml $enabled -}}
{{- end -}}

{{/* "vpa.component.name" (dict "root" $ "name" "updater") */}}
{{- define "vpa.component.name" -}}
{{- printf "%s-%s" (include "vpa.fullname" .root) .name -}}
{{- end -}}

{{/* "vpa.serviceAccount" (dict "root" $ "key" "updater" "name" "updater") */}}
{{- define "vpa.serviceAccount" -}}
{{- $account := (index .root.Values .key).serviceAccount -}}
{{- $account.name | default (ternary (include "vpa.component.name" .) "default" $account.create) -}}
{{- end -}}

{{- define "vpa.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "vpa.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- with .name }}
app.kubernetes.io/component: {{ . }}
app.kubernetes.io/component-instance: {{ printf "%s-%s" $.root.Release.Name . | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end -}}

{{- define "vpa.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vpa.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "vpa.subject" -}}
- kind: ServiceAccount
  name: {{ include "vpa.serviceAccount" . }}
  namespace: {{ .root.Release.Namespace }}
{{- end -}}

{{- define "vpa.policyVersion" -}}
{{- ternary "policy/v1" "policy/v1beta1" (.Capabilities.APIVersions.Has "policy/v1") -}}
{{- end -}}

{{/* D23: whether a component takes part in leader election. */}}
{{- define "vpa.electsLeader" -}}
{{- $component := index .root.Values .key -}}
{{- $enabled := $component.leaderElection.enabled -}}
{{- if kindIs "invalid" $enabled -}}{{- gt (int $component.replicas) 1 -}}{{- else -}}{{- $enabled -}}{{- end -}}
{{- end -}}

{{- define "vpa.leaseNamespace" -}}
{{- (index .root.Values .key).leaderElection.resourceNamespace | default .root.Release.Namespace -}}
{{- end -}}
