{{/* Pod Security "restricted" and beyond: what every pod and every container of the chart has. */}}
{{- define "kezhuan.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .runAs }}
runAsGroup: {{ .runAs }}
fsGroup: {{ .runAs }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "kezhuan.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* (root, account): the head of a pod's spec */}}
{{- define "kezhuan.podHead" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
securityContext:
  {{- include "kezhuan.podSecurity" (dict "runAs" (.runAs | default (int .root.Values.runAs))) | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ quote . }}
  {{- end }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "kezhuan.probe" -}}
periodSeconds: {{ .Values.probes.periodSeconds }}
timeoutSeconds: {{ .Values.probes.timeoutSeconds }}
{{- end }}

{{/* One pod a node and zone as far as it goes. (root, component) */}}
{{- define "kezhuan.spread" -}}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- topologyKey: {{ . }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "kezhuan.selector" $.root | nindent 6 }}
      app.kubernetes.io/component: {{ $.component }}
  # Of one version: those that are about to go don't count.
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
