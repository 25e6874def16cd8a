//! A service that tells people by mail and text message, with whom it tells and what it measures of that.
use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_notifications::store::settings::{self, Settings};
use kezhuan_notifications::{
    Kind, MailConfig, Notice, NotificationsConfig, Security, Sender, SmsConfig, Text, tell,
};
use kezhuan_runtime::telemetry::{self, LogFormat, TelemetryConfig};
use kezhuan_testkit::TestDatabase;
use kezhuan_testkit::webhooks::Receiver;
use tempfile::TempDir;
use uuid::Uuid;

/// Whom it tells: one by text message, one by mail.
pub const BY_TEXT: &str = "clerk-1";
pub const BY_MAIL: &str = "clerk-2";

const ORGANISATION: &str = "enterprise-1";
const KINDS: &[Kind] = &[Kind {
    code: "TOLD",
    title: Text {
        zh: "通知",
        en: "Notice",
    },
    body: Text {
        zh: "请查看",
        en: "Please look",
    },
}];
/// As a gateway hands it out.
const SECRET: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

pub struct World {
    pub test: TestDatabase,
    pub database: Database,
    pub config: NotificationsConfig,
    _folder: TempDir,
}

impl World {
    /// Text messages go to this gateway, and mail nowhere; what can't be sent is tried once more at once.
    pub async fn with(gateway: &Receiver) -> World {
        let migrations = sqlx::migrate!("./tests/it/migrations");
        let test = TestDatabase::for_service("telling", migrations);
        let test = Box::pin(test).await.unwrap();
        // Before anybody is told: an instrument that was made without telemetry counts nothing.
        let telemetry = TelemetryConfig {
            log_format: LogFormat::Text,
            log_filter: "off".to_owned(),
            otlp_endpoint: String::new(),
        };
        drop(telemetry::init("telling", &telemetry).unwrap());
        let database = test.open().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let secret_file = folder.path().join("sms.secret");
        std::fs::write(&secret_file, SECRET).unwrap();
        let world = World {
            test,
            database,
            config: config_of(gateway, secret_file),
            _folder: folder,
        };
        world.wants(BY_TEXT, "", "+8613800000000").await;
        world.wants(BY_MAIL, "clerk-2@maker.example", "").await;
        world
    }

    /// Mail is sent too, to nobody who answers.
    pub fn sending_mail(&mut self) {
        self.config.mail.host = "127.0.0.1".to_owned();
        self.config.mail.from = "Service <service@kezhuan.example>".to_owned();
    }

    pub fn sender(&self) -> Sender {
        Sender::new(self.database.clone(), KINDS, &self.config).unwrap()
    }

    async fn wants(&self, person: &str, mail: &str, telephone: &str) {
        let wanted = Arc::new(Settings {
            id: Uuid::now_v7(),
            organisation: ORGANISATION.to_owned(),
            person: person.to_owned(),
            language: "EN".to_owned(),
            mail: mail.to_owned(),
            telephone: telephone.to_owned(),
            muted: Vec::new(),
            version: 1,
        });
        let service = self.service();
        let written = self.database.write_as(&service, move |write| {
            let wanted = wanted.clone();
            Box::pin(async move { settings::save(write, &wanted).await })
        });
        written.await.unwrap();
    }

    /// Tells somebody something, which goes out by their way.
    pub async fn tells(&self, person: &str, occasion: &str) {
        let notice = Arc::new(Notice {
            kind: "TOLD",
            occasion: occasion.to_owned(),
            case: "cases/1".to_owned(),
            organisation: ORGANISATION.to_owned(),
            person: person.to_owned(),
            facts: BTreeMap::new(),
        });
        let service = self.service();
        let written = self.database.write_as(&service, move |write| {
            let notice = notice.clone();
            Box::pin(async move { tell(write, &notice).await })
        });
        written.await.unwrap();
    }

    /// Changes deliveries past all doors; how many.
    pub async fn plant(&self, statement: &'static str) -> u64 {
        let mut admin = self.test.admin().await.unwrap();
        let planted = sqlx::query(statement).execute(&mut admin).await;
        planted.unwrap().rows_affected()
    }

    fn service(&self) -> Caller {
        Caller::service(self.database.service(), PREFECTURE)
    }
}

fn config_of(gateway: &Receiver, secret_file: PathBuf) -> NotificationsConfig {
    NotificationsConfig {
        look_ms: 20,
        at_once_max: 16,
        retry_s: vec![0],
        stale_hours_max: NonZeroU16::new(72).unwrap(),
        mail: MailConfig {
            host: String::new(),
            port: 1,
            security: Security::None,
            tls_ca_file: PathBuf::new(),
            user: String::new(),
            password_file: PathBuf::new(),
            from: String::new(),
            hello_name: String::new(),
            attempt_ms_max: 10_000,
        },
        sms: SmsConfig {
            url: gateway.url(),
            secret_file,
            http_allowed: true,
            allowed_ranges: vec!["127.0.0.0/8".parse().unwrap()],
            tls_ca_file: PathBuf::new(),
            connect_ms_max: 5_000,
            attempt_ms_max: 10_000,
        },
    }
}

/// What Prometheus reads behind the name and labels of a figure.
pub fn scraped<T: FromStr>(figure: &str) -> Option<T> {
    let told = telemetry::scraped().unwrap();
    let mut lines = told.lines();
    lines.find_map(|line| line.strip_prefix(figure)?.trim().parse().ok())
}
