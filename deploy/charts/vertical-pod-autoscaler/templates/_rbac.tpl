{{/* The rights of deploy/rbac, by component: suffix of the role's name to its rules. A test compares the two. */}}
{{- define "vpa.rules.targets" -}}
# Custom kinds offer their Pods' selector through the scale subresource only.
- apiGroups: ["*"]
  resources: ["*/scale"]
  verbs: [get]
- apiGroups: [""]
  resources: [replicationcontrollers]
  verbs: [list, watch]
- apiGroups: [apps]
  resources: [daemonsets, deployments, replicasets, statefulsets]
  verbs: [list, watch]
- apiGroups: [batch]
  resources: [jobs, cronjobs]
  verbs: [list, watch]
{{- end -}}

{{- define "vpa.rules.actor" -}}
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
- apiGroups: [autoscaling.k8s.io]
  resources: [verticalpodautoscalers]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{- define "vpa.clusterRoles.recommender" -}}
metrics-reader:
  - apiGroups: [metrics.k8s.io]
    resources: [pods]
    verbs: [list]
  {{- with .root.Values.rbac.extraRules }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
actor:
  {{- include "vpa.rules.actor" . | nindent 2 }}
event-reader:
  # Evictions by the kubelet for want of memory are only told by events.
  - apiGroups: [""]
    resources: [events]
    verbs: [watch]
status-actor:
  - apiGroups: [autoscaling.k8s.io]
    resources: [verticalpodautoscalers/status]
    verbs: [patch]
checkpoint-actor:
  - apiGroups: [autoscaling.k8s.io]
    resources: [verticalpodautoscalercheckpoints]
    verbs: [list, create, patch, delete]
target-reader:
  {{- include "vpa.rules.targets" . | nindent 2 }}
{{- end -}}

{{- define "vpa.clusterRoles.updater" -}}
actor:
  {{- include "vpa.rules.actor" . | nindent 2 }}
limitrange-reader:
  - apiGroups: [""]
    resources: [limitranges]
    verbs: [list, watch]
evictioner:
  - apiGroups: [""]
    resources: [pods/eviction]
    verbs: [create]
in-place:
  - apiGroups: [""]
    resources: [pods, pods/resize]
    verbs: [patch]
target-reader:
  {{- include "vpa.rules.targets" . | nindent 2 }}
{{- end -}}

{{- define "vpa.clusterRoles.admissionController" -}}
"":
  - apiGroups: [autoscaling.k8s.io]
    resources: [verticalpodautoscalers]
    verbs: [list, watch]
  - apiGroups: [""]
    resources: [limitranges]
    verbs: [list, watch]
  {{- if .root.Values.admissionController.registerWebhook }}
  # Self-registration. A name cannot restrict create.
  - apiGroups: [admissionregistration.k8s.io]
    resources: [mutatingwebhookconfigurations]
    verbs: [create]
  - apiGroups: [admissionregistration.k8s.io]
    resources: [mutatingwebhookconfigurations]
    resourceNames: [vpa-webhook-config]
    verbs: [get, patch]
  {{- end }}
  {{- include "vpa.rules.targets" . | nindent 2 }}
{{- end -}}

{{/* Roles in one namespace: suffix to {namespace, rules}. */}}
{{- define "vpa.roles.lease" -}}
{{- if eq (include "vpa.electsLeader" .) "true" }}
leader-locking:
  namespace: {{ include "vpa.leaseNamespace" . }}
  rules:
    # A name cannot restrict create.
    - apiGroups: [coordination.k8s.io]
      resources: [leases]
      verbs: [create]
    - apiGroups: [coordination.k8s.io]
      resources: [leases]
      resourceNames: [{{ (index .root.Values .key).leaderElection.resourceName | quote }}]
      verbs: [get, update]
{{- end }}
{{- end -}}

{{- define "vpa.roles.recommender" -}}
{{- include "vpa.roles.lease" . }}
{{- end -}}

{{- define "vpa.roles.updater" -}}
{{- include "vpa.roles.lease" . }}
status-reader:
  namespace: {{ .root.Release.Namespace }}
  rules:
    # The heartbeat of the admission controller: without it nothing is evicted.
    - apiGroups: [coordination.k8s.io]
      resources: [leases]
      resourceNames: [vpa-admission-controller]
      verbs: [get]
{{- end -}}

{{- define "vpa.roles.admissionController" -}}
"":
  namespace: {{ .root.Release.Namespace }}
  rules:
    # The heartbeat that the updater reads.
    - apiGroups: [coordination.k8s.io]
      resources: [leases]
      verbs: [create]
    - apiGroups: [coordination.k8s.io]
      resources: [leases]
      resourceNames: [vpa-admission-controller]
      verbs: [get, update]
    {{- if and .root.Values.admissionController.registerWebhook (not .root.Values.admissionController.certManager.enabled) (not .root.Values.admissionController.tls.create) }}
    # Its own certificates, when it makes them itself. No other Secret can be read. A name cannot restrict create.
    - apiGroups: [""]
      resources: [secrets]
      verbs: [create]
    - apiGroups: [""]
      resources: [secrets]
      resourceNames: [vpa-webhook-self-managed-certs]
      verbs: [get, update]
    {{- end }}
{{- end -}}
