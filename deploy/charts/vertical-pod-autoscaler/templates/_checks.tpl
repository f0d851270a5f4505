{{/* What does not fit together fails here, before anything is installed. */}}
{{- define "vpa.checks" -}}
{{- $ac := .Values.admissionController -}}
{{- if dig "enabled" false (default dict $ac.certGen) -}}
{{- fail "admissionController.certGen.enabled: this chart has no jobs that make certificates. Leave it false: with registerWebhook=true the program makes and rotates its own." -}}
{{- end -}}
{{- if $ac.enabled -}}
{{- if $ac.certManager.enabled -}}
{{- if $ac.tls.create -}}
{{- fail "admissionController.certManager.enabled and admissionController.tls.create both write the Secret of admissionController.tls.secretName: enable one of them." -}}
{{- end -}}
{{- if has "--reload-cert=false" $ac.extraArgs -}}
{{- fail "admissionController.extraArgs: --reload-cert=false would keep a certificate that cert-manager has renewed." -}}
{{- end -}}
{{- if and (not $ac.certManager.createSelfSignedIssuer.enabled) (not $ac.certManager.issuerRef.name) -}}
{{- fail "admissionController.certManager: set createSelfSignedIssuer.enabled=true, or issuerRef.name." -}}
{{- end -}}
{{- else if and (not $ac.registerWebhook) (not $ac.tls.caCert) -}}
{{- fail "admissionController.registerWebhook=false: the API server must be told which CA to trust. Set certManager.enabled=true, or tls.caCert; or let the program register its webhook." -}}
{{- end -}}
{{- if and $ac.tls.create (not (and $ac.tls.caCert $ac.tls.cert $ac.tls.key)) -}}
{{- fail "admissionController.tls.create stores the texts of tls.caCert, tls.cert and tls.key: set all three. Without tls.create the program makes its own." -}}
{{- end -}}
{{- if and $ac.registerWebhook (or $ac.mutatingWebhookConfiguration.namespaceSelector $ac.mutatingWebhookConfiguration.objectSelector $ac.mutatingWebhookConfiguration.annotations) -}}
{{- fail "admissionController.mutatingWebhookConfiguration: annotations and selectors are those of a configuration that the chart makes (registerWebhook=false). To leave namespaces out use extraArgs with --ignored-vpa-object-namespaces." -}}
{{- end -}}
{{- if $ac.registerWebhook -}}
{{- $served := dict "https" false -}}
{{- range $ac.service.ports -}}{{- if eq (int .port) 443 -}}{{- $_ := set $served "https" true -}}{{- end -}}{{- end -}}
{{- if not $served.https -}}
{{- fail "admissionController.service.ports: the program registers its webhook at port 443 of the Service. For another port let the chart make the configuration (registerWebhook=false)." -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $key := list "recommender" "updater" "admissionController" -}}
{{- $pdb := (index $.Values $key).podDisruptionBudget -}}
{{- if and $pdb.enabled (not (kindIs "invalid" $pdb.minAvailable)) (not (kindIs "invalid" $pdb.maxUnavailable)) -}}
{{- fail (printf "%s.podDisruptionBudget: set minAvailable or maxUnavailable, and the other to null." $key) -}}
{{- end -}}
{{- end -}}
{{- $r := .Values.recommender -}}
{{- if and $r.enabled (gt (int $r.replicas) 1) $r.persistence.enabled (not (has "ReadWriteMany" $r.persistence.accessModes)) -}}
{{- fail "recommender.replicas > 1: a ReadWriteOnce volume is mounted by one node. Set recommender.persistence.accessModes=[ReadWriteMany], or recommender.persistence.enabled=false." -}}
{{- end -}}
{{- end -}}
