{{/* As short as the longest Job's name, NAME-migration-agriculture-first, needs it. */}}
{{- define "kezhuan.name" -}}
{{- $name := .Values.fullnameOverride | default .Release.Name | trunc 35 | trimSuffix "-" }}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) }}
{{- fail (printf "the release's name %s can't begin the names of Services: they begin with a letter and hold letters, digits and -; give a fullnameOverride" $name) }}
{{- end }}
{{- $name }}
{{- end }}

{{/* Who the services are: by name, sorted, `defaults` under each one's own. A dict of JSON. */}}
{{- define "kezhuan.services" -}}
{{- $all := dict }}
{{- range $name, $own := .Values.services }}
{{- $_ := set $all $name (mergeOverwrite (deepCopy $.Values.defaults) $own) }}
{{- end }}
{{- toJson $all }}
{{- end }}

{{/* Services that ask rules: all but rules itself and the scoreboard. */}}
{{- define "kezhuan.askers" -}}
{{ without (keys .Values.services | sortAlpha) "rules" "scoreboard" | toJson }}
{{- end }}

{{- define "kezhuan.selector" -}}
app.kubernetes.io/name: kezhuan
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* (root, component): what no version changes, for pods that an upgrade leaves alone */}}
{{- define "kezhuan.lasting" -}}
{{ include "kezhuan.selector" .root }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
app.kubernetes.io/part-of: kezhuan
{{- end }}

{{/* (root, component) */}}
{{- define "kezhuan.labels" -}}
{{ include "kezhuan.lasting" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* (root, component): the metadata of an object named after its component */}}
{{- define "kezhuan.metadata" -}}
name: {{ include "kezhuan.name" .root }}{{ with .component }}-{{ . }}{{ end }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "kezhuan.labels" . | nindent 2 }}
{{- end }}

{{/* (root, image): contracts, rules, …; "" is the toolbox */}}
{{- define "kezhuan.image" -}}
{{- $image := .root.Values.image }}
{{- with $image.repository }}{{ trimSuffix "/" . }}/{{ end }}kezhuan{{ with .image }}-{{ . }}{{ end }}
{{- with get $image.digests (.image | default "kezhuan") }}@{{ . }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{/* (root, service): the address of a service inside the cluster, a name of its certificate */}}
{{- define "kezhuan.host" -}}
{{ include "kezhuan.name" .root }}-{{ .service }}.{{ .root.Release.Namespace }}.svc
{{- end }}

{{- define "kezhuan.address" -}}
{{ .root.Values.tls.enabled | ternary "https" "http" }}://{{ include "kezhuan.host" . }}:{{ (get .root.Values.services .service).port }}
{{- end }}

{{- define "kezhuan.secret" -}}
{{ dig .service "secret" "" (include "kezhuan.services" .root | fromJson) | default (printf "%s-%s" (include "kezhuan.name" .root) .service) }}
{{- end }}

{{- define "kezhuan.tlsSecret" -}}
{{ include "kezhuan.name" .root }}-{{ .service }}-tls
{{- end }}
