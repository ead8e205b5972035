{{- define "smi.image" -}}
image: {{ printf "%s/%s:%s" .registry .name .tag }}
imagePullPolicy: {{ .pullPolicy }}
{{- end -}}

{{- define "smi.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "smi.adaptorLabels" -}}
linkerd.io/extension: smi
component: smi-adaptor
{{- end -}}
