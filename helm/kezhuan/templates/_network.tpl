{{/* (root, of): peers, the pods of some components of this release */}}
{{- define "kezhuan.components" -}}
- podSelector:
    matchLabels:
      {{- include "kezhuan.selector" .root | nindent 6 }}
    matchExpressions:
      - {key: app.kubernetes.io/component, operator: In, values: {{ toJson .of }}}
{{- end }}

{{/* A place outside: peers and a port, or ports; nothing where nobody is named */}}
{{- define "kezhuan.egressTo" -}}
{{- if .peers }}
- to:
    {{- toYaml .peers | nindent 4 }}
  ports:
    {{- range .ports | default (list .port) }}
    - {port: {{ . }}}
    {{- end }}
{{- end }}
{{- end }}

{{/* (root, service): where its database is */}}
{{- define "kezhuan.clusterEgress" }}
- to:
    - podSelector:
        matchLabels:
          cnpg.io/cluster: {{ include "kezhuan.name" .root }}-{{ .cluster }}
  ports:
    - {port: 5432}
{{- end }}

{{- define "kezhuan.databaseEgress" -}}
{{- $cluster := (get (include "kezhuan.services" .root | fromJson) .service).databaseCluster }}
{{- if and .root.Values.cloudnativepg.enabled $cluster }}
{{- include "kezhuan.clusterEgress" (dict "root" .root "cluster" $cluster) }}
{{- else if .root.Values.postgres.enabled }}
- to:
    {{- include "kezhuan.components" (dict "root" .root "of" (list "postgres")) | nindent 4 }}
  ports:
    - {port: 5432}
{{- else }}
{{- include "kezhuan.egressTo" .root.Values.networkPolicy.database }}
{{- end }}
{{- end }}

{{/* What the release is told to call and no policy lets it reach: pods would wait for it for ever, or a message would be dropped days later. */}}
{{- define "kezhuan.reachable" -}}
{{- $values := .Values }}
{{- range list
  (list "auth.jwksAddress" $values.auth.jwksAddress "issuer")
  (list "telemetry.otlpEndpoint" $values.telemetry.otlpEndpoint "telemetry")
  (list "notifications.mail.host" $values.notifications.mail.host "mail")
  (list "notifications.sms.url" $values.notifications.sms.url "sms")
  (list "nats.enabled: false" (not $values.nats.enabled) "bus") }}
{{- if and (index . 1) (not (get $values.networkPolicy (index . 2)).peers) }}
{{- fail (printf "networkPolicy.%s.peers is required with %s: nothing else lets the services reach it" (index . 2) (index . 0)) }}
{{- end }}
{{- end }}
{{- range $service, $own := include "kezhuan.services" . | fromJson }}
{{- if and $values.cloudnativepg.enabled $own.databaseCluster }}
{{- if not (hasKey $values.cloudnativepg.clusters $own.databaseCluster) }}
{{- fail (printf "services.%s.databaseCluster is %s, which is none of cloudnativepg.clusters" $service $own.databaseCluster) }}
{{- end }}
{{- else if not (or $values.postgres.enabled $values.networkPolicy.database.peers) }}
{{- fail (printf "networkPolicy.database.peers is required: the database of %s is none of the chart's, and nothing else lets it be reached" $service) }}
{{- end }}
{{- end }}
{{- end }}
