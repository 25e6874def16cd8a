{{/* What a service is told by its environment. (root, service, port, own) */}}
{{- define "kezhuan.environment" -}}
{{- $values := .root.Values }}
{{- $asks := has .service (include "kezhuan.askers" .root | fromJsonArray) }}
{{- $controls := eq .service "rule-controller" }}
{{- $hosts := or $asks (eq .service "rules") }}
{{- $set := dict
  "SERVER__ADDRESS" (printf "0.0.0.0:%d" (int .port))
  "SERVER__OPERATION_ADDRESS" "0.0.0.0:9464"
  "SERVER__TLS_REQUIRED" $values.tls.enabled
  "SERVER__DRAIN_NOTICE_MS" (int $values.drain.noticeMs)
  "SERVER__DRAIN_MS_MAX" (int $values.drain.finishMs)
  "TELEMETRY__LOG_FILTER" $values.telemetry.logFilter
  "TELEMETRY__OTLP_ENDPOINT" $values.telemetry.otlpEndpoint }}
{{- if $values.tls.enabled }}
{{- $set = merge $set (dict
  "SERVER__TLS_CERTIFICATE_FILE" "/etc/kezhuan/tls/tls.crt"
  "SERVER__TLS_KEY_FILE" "/etc/kezhuan/tls/tls.key"
  "SERVER__TLS_CLIENT_CA_FILE" ($values.tls.authoritiesSecret | empty | ternary "/etc/kezhuan/tls/ca.crt" "/etc/kezhuan/authorities/clients.crt")) }}
{{- if $values.tls.clientsSecret }}
{{- $_ := set $set "SERVER__TLS_CLIENTS_FILE" "/etc/kezhuan/tls-clients/clients.toml" }}
{{- end }}
{{- if or $hosts $controls }}
{{- $set = merge $set (dict
  "CLIENT__TLS_CA_FILE" ($values.tls.authoritiesSecret | empty | ternary "/etc/kezhuan/tls/ca.crt" "/etc/kezhuan/authorities/ca.crt")
  "CLIENT__TLS_CERTIFICATE_FILE" "/etc/kezhuan/tls/tls.crt"
  "CLIENT__TLS_KEY_FILE" "/etc/kezhuan/tls/tls.key") }}
{{- end }}
{{- end }}
{{- if not $controls }}
{{- $set = merge $set (dict
  "DATABASE__URL_FILE" "/etc/kezhuan/secrets/database-url"
  "DATABASE__RELAY_URL_FILE" "/etc/kezhuan/secrets/database-relay-url"
  "DATABASE__TLS_REQUIRED" $values.database.tlsRequired
  "BUS__NATS_URL_FILE" "/etc/kezhuan/secrets/nats-url"
  "BUS__TLS_REQUIRED" $values.bus.tlsRequired
  "BUS__STREAM_REPLICAS" (int $values.bus.streamReplicas)
  "BUS__UNSYNCED_S" (int $values.bus.unsyncedSeconds)
  "BUS__NAMESPACE" $values.bus.namespace
  "AUTH__JWKS" ($values.auth.jwksAddress | default "/etc/kezhuan/jwks/jwks.json")
  "AUTH__ISSUER" (required "auth.issuer is required: set it as values-production.yaml does, or start from values-trial.yaml" $values.auth.issuer)
  "AUTH__AUDIENCE" (required "auth.audience is required: set it as values-production.yaml does" $values.auth.audience)
  "SEAL__KEY_FILE" "/etc/kezhuan/secrets/seal.pem") }}
{{- end }}
{{- if and (not $controls) $values.auth.jwksAddress $values.auth.jwksCaSecret }}
{{- $_ := set $set "AUTH__JWKS_CA_FILE" "/etc/kezhuan/jwks-authority/ca.crt" }}
{{- end }}
{{- if $hosts }}
{{- $set = merge $set (dict
  "RULE_HOST__CACHE" "/var/cache/kezhuan/compiled"
  "RULE_HOST__COMPILERS_MAX" (int $values.ruleCompiler.atOnceMax)
  "RULE_HOST__COMPILE_MEMORY_BYTES_MAX" (int64 $values.ruleCompiler.memoryBytesMax)
  "RULE_HOST__CACHE_BYTES_MAX" (int64 $values.ruleCache.bytesMax)) }}
{{- end }}
{{- if $asks }}
{{- $set = merge $set (dict
  "RULES_SERVICE__ADDRESS" (include "kezhuan.address" (dict "root" .root "service" "rules"))
  "RULES_SERVICE__TOKEN_FILE" "/etc/kezhuan/secrets/service.token") }}
{{- end }}
{{- if eq .service "rules" }}
{{- $_ := set $set "ADOPTION__TOKEN_FILE" "/etc/kezhuan/secrets/service.token" }}
{{- else if eq .service "financing" }}
{{- $set = merge $set (dict
  "WEBHOOKS__SECRET_KEY_FILE" "/etc/kezhuan/secrets/webhooks.key"
  "WEBHOOKS__ALLOWED_RANGES" $values.webhooks.allowedRanges
  "WEBHOOKS__TLS_CA_FILE" ($values.webhooks.caSecret | empty | ternary "" "/etc/kezhuan/webhooks-authority/ca.crt")) }}
{{- else if eq .service "events" }}
{{- $_ := set $set "TICKETS__KEY_FILE" "/etc/kezhuan/secrets/tickets.pem" }}
{{- with $values.notifications.mail }}
{{- if .host }}
{{- $set = merge $set (dict
  "NOTIFICATIONS__MAIL__HOST" .host
  "NOTIFICATIONS__MAIL__PORT" (int .port)
  "NOTIFICATIONS__MAIL__SECURITY" .security
  "NOTIFICATIONS__MAIL__USER" .user
  "NOTIFICATIONS__MAIL__PASSWORD_FILE" (.user | empty | ternary "" "/etc/kezhuan/secrets/mail-password")
  "NOTIFICATIONS__MAIL__FROM" (required "notifications.mail.from is required with notifications.mail.host: who mail is from" .from)
  "NOTIFICATIONS__MAIL__TLS_CA_FILE" (.caSecret | empty | ternary "" "/etc/kezhuan/mail-authority/ca.crt")) }}
{{- end }}
{{- end }}
{{- with $values.notifications.sms }}
{{- if .url }}
{{- $set = merge $set (dict
  "NOTIFICATIONS__SMS__URL" .url
  "NOTIFICATIONS__SMS__SECRET_FILE" "/etc/kezhuan/secrets/sms-secret"
  "NOTIFICATIONS__SMS__ALLOWED_RANGES" .allowedRanges
  "NOTIFICATIONS__SMS__TLS_CA_FILE" (.caSecret | empty | ternary "" "/etc/kezhuan/sms-authority/ca.crt")) }}
{{- end }}
{{- end }}
{{- else if $controls }}
{{- $speaks := list }}
{{- range $namespace, $tenants := $values.ruleController.namespaces }}{{ $speaks = append $speaks (printf "%s=%s" $namespace $tenants) }}{{ end }}
{{- $set = merge $set (dict
  "RULES__ADDRESS" (include "kezhuan.address" (dict "root" .root "service" "rules"))
  "RULES__TOKEN_FILE" ($values.tls.enabled | ternary "" "/etc/kezhuan/secrets/service.token")
  "KUBERNETES__WATCHED_NAMESPACE" $values.ruleController.watchedNamespace
  "KUBERNETES__NAMESPACES" (join " " $speaks)
  "KUBERNETES__REGISTRIES" (join " " $values.ruleController.registries)) }}
{{- if $values.ruleController.credentialsSecret }}
{{- $_ := set $set "REGISTRY__CREDENTIALS_FILE" "/etc/kezhuan/registry/.dockerconfigjson" }}
{{- end }}
{{- if $values.ruleController.caSecret }}
{{- $_ := set $set "REGISTRY__CA_FILE" "/etc/kezhuan/registry-authority/ca.crt" }}
{{- end }}
{{- end }}
{{- $prefix := printf "KEZHUAN_%s" (upper .service | replace "-" "_") }}
- name: POD_NAME
  valueFrom:
    fieldRef: {fieldPath: metadata.name}
# The pod is the instance in traces, metrics and logs.
- name: OTEL_RESOURCE_ATTRIBUTES
  value: service.instance.id=$(POD_NAME)
{{- range $variable, $value := $values.environment }}
- name: {{ quote $variable }}
  value: {{ quote $value }}
{{- end }}
{{- if not $controls }}
{{- if $values.bus.caSecret }}
# Authorities of the image, and NATS's beside them.
- name: SSL_CERT_FILE
  value: /etc/ssl/certs/ca-certificates.crt
- name: SSL_CERT_DIR
  value: /etc/kezhuan/bus
{{- end }}
{{- end }}
- name: {{ $prefix }}_CONFIG_FILE
  value: /etc/kezhuan/config/service.toml
{{- range $key, $value := $set }}
{{- if ne (toString $value) "" }}
- name: {{ $prefix }}__{{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* The service's file of settings: what a variable can't say (lists), and what the values add. Scalars and lists of JSON are TOML's too. */}}
{{- define "kezhuan.settingsFile" -}}
{{- $tables := deepCopy .own.settings }}
{{- if eq .service "rules" }}
{{- $addresses := list }}
{{- range $asker := include "kezhuan.askers" .root | fromJsonArray }}
{{- $addresses = append $addresses (include "kezhuan.address" (dict "root" $.root "service" $asker)) }}
{{- end }}
{{- $tables = mergeOverwrite (dict "adoption" (dict "addresses" $addresses) "carrying" (dict "services" (list "rule-controller"))) $tables }}
{{- end }}
# Made by Helm from the values' settings of {{ .service }}.
{{- range $table, $keys := $tables }}
[{{ $table }}]
{{- range $key, $value := $keys }}
{{ $key }} = {{ toJson $value }}
{{- end }}
{{- end }}
{{- end }}

{{/* (root, service): Secrets that only some installations have, by the folder they are mounted as under /etc/kezhuan. A dict of JSON. */}}
{{- define "kezhuan.moreSecrets" -}}
{{- $values := .root.Values }}
{{- $more := dict }}
{{- if $values.tls.enabled }}
{{- $more = dict "tls-clients" $values.tls.clientsSecret "authorities" $values.tls.authoritiesSecret }}
{{- end }}
{{- if eq .service "rule-controller" }}
{{- $more = merge $more (dict "registry" $values.ruleController.credentialsSecret "registry-authority" $values.ruleController.caSecret) }}
{{- else }}
{{- $more = merge $more (dict "database" $values.database.caSecret "bus" $values.bus.caSecret) }}
{{- if $values.auth.jwksAddress }}
{{- $_ := set $more "jwks-authority" $values.auth.jwksCaSecret }}
{{- end }}
{{- end }}
{{- if eq .service "financing" }}
{{- $_ := set $more "webhooks-authority" $values.webhooks.caSecret }}
{{- else if eq .service "events" }}
{{- $mail := $values.notifications.mail }}
{{- $sms := $values.notifications.sms }}
{{- $more = merge $more (dict "mail-authority" ($mail.host | empty | ternary "" $mail.caSecret) "sms-authority" ($sms.url | empty | ternary "" $sms.caSecret)) }}
{{- end }}
{{- range $volume, $secret := $more }}
{{- if not $secret }}{{ $_ := unset $more $volume }}{{ end }}
{{- end }}
{{- toJson $more }}
{{- end }}

{{/* (root, service): where its files stand */}}
{{- define "kezhuan.mounts" -}}
{{- $values := .root.Values }}
{{- $controls := eq .service "rule-controller" }}
- {name: config, mountPath: /etc/kezhuan/config, readOnly: true}
{{- if or (not $controls) (not $values.tls.enabled) }}
- {name: secrets, mountPath: /etc/kezhuan/secrets, readOnly: true}
{{- end }}
{{- if and (not $controls) (not $values.auth.jwksAddress) }}
- {name: jwks, mountPath: /etc/kezhuan/jwks, readOnly: true}
{{- end }}
{{- if $values.tls.enabled }}
- {name: tls, mountPath: /etc/kezhuan/tls, readOnly: true}
{{- end }}
{{- range $volume := include "kezhuan.moreSecrets" . | fromJson | keys | sortAlpha }}
- {name: {{ $volume }}, mountPath: /etc/kezhuan/{{ $volume }}, readOnly: true}
{{- end }}
- {name: tmp, mountPath: /tmp}
{{- if not (or $controls (eq .service "scoreboard")) }}
- {name: rule-cache, mountPath: /var/cache/kezhuan}
{{- end }}
{{- end }}

{{- define "kezhuan.volumes" -}}
{{- $values := .root.Values }}
{{- $controls := eq .service "rule-controller" }}
{{- $files := dict }}
{{- if or (not $controls) (not $values.tls.enabled) }}
{{- $_ := set $files "secrets" (include "kezhuan.secret" .) }}
{{- end }}
{{- if and (not $controls) (not $values.auth.jwksAddress) }}
{{- $_ := set $files "jwks" ($values.auth.jwksSecret | default (printf "%s-jwks" (include "kezhuan.name" .root))) }}
{{- end }}
- name: config
  configMap:
    name: {{ include "kezhuan.name" .root }}-{{ .service }}
{{- if $values.tls.enabled }}
{{- $_ := set $files "tls" (include "kezhuan.tlsSecret" .) }}
{{- end }}
{{- $files = merge $files (include "kezhuan.moreSecrets" . | fromJson) }}
{{- range $volume, $secret := $files }}
- name: {{ $volume }}
  secret:
    secretName: {{ quote $secret }}
    defaultMode: 0440
{{- end }}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if not (or $controls (eq .service "scoreboard")) }}
- name: rule-cache
  emptyDir:
    sizeLimit: {{ $values.ruleCache.sizeLimit }}
{{- end }}
{{- end }}
