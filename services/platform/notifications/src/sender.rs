//! Sends what is due. Any number of processes may: each takes some for itself, and what one holds too long is looked after by the
//! others.
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_runtime::Shutdown;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Error;
use crate::channel::{Channel, Language, Outcome, State, Step, after, next};
use crate::config::NotificationsConfig;
use crate::figures;
use crate::mail::Mail;
use crate::sms::Sms;
use crate::store::deliveries::{self, Taken, address};
use crate::template::{Kind, filled};

/// What keeping the outcome may take beyond the attempt.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

const HELD: &[&str] = &[State::Sending.as_str()];
const HELD_OR_LOST: &[&str] = &[State::Sending.as_str(), State::Uncertain.as_str()];

/// Sends until shutdown. Cheap to clone.
#[derive(Clone)]
pub struct Sender {
    database: Database,
    kinds: &'static [Kind],
    config: Arc<NotificationsConfig>,
    mail: Option<Mail>,
    sms: Option<Sms>,
}

impl Sender {
    /// By the ways that the settings name.
    pub fn new(
        database: Database,
        kinds: &'static [Kind],
        config: &NotificationsConfig,
    ) -> anyhow::Result<Sender> {
        Ok(Sender {
            database,
            kinds,
            mail: Mail::new(&config.mail)?,
            sms: Sms::new(&config.sms)?,
            config: Arc::new(config.clone()),
        })
    }

    /// What is under way when the service stops is finished: it has its own limit.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let look_every = Duration::from_millis(self.config.look_ms);
        while !shutdown.is_triggered() {
            match self.work_off().await {
                // There may be more.
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(error = ?error, "messages to people can't be sent now")
                }
            }
            tokio::select! {
                () = shutdown.triggered() => {}
                () = tokio::time::sleep(look_every) => {}
            }
        }
        Ok(())
    }

    /// Tells until shutdown how much waits.
    pub async fn watch(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let channels = self.channels();
        figures::watch(self.database, channels, shutdown).await
    }

    /// The ways that the settings name.
    fn channels(&self) -> Vec<&'static str> {
        let mail = self.mail.is_some().then_some(Channel::Mail);
        let sms = self.sms.is_some().then_some(Channel::Sms);
        let named = mail.into_iter().chain(sms);
        named.map(Channel::as_str).collect()
    }

    /// Whether anything was sent.
    async fn work_off(&self) -> Result<bool, Error> {
        let channels = self.channels();
        if channels.is_empty() {
            return Ok(false);
        }
        let lease = Uuid::now_v7();
        let taken = self.take(lease, channels).await?;
        let is_any = !taken.is_empty();
        let mut sending = JoinSet::new();
        for one in taken {
            sending.spawn(self.clone().deliver(lease, one));
        }
        while sending.join_next().await.is_some() {}
        Ok(is_any)
    }

    async fn take(&self, lease: Uuid, channels: Vec<&'static str>) -> Result<Vec<Taken>, Error> {
        let longest = (self.config.mail.attempt_ms_max).max(self.config.sms.attempt_ms_max);
        // Mail is spoken of twice: whether the server is there, and the mail itself.
        let lease_s = (Duration::from_millis(longest) * 2 + LEASE_MARGIN).as_secs_f64();
        let stale_s = f64::from(self.config.stale_hours_max.get()) * 3_600.0;
        let limits = (self.config.at_once_max, lease_s, stale_s);
        let given = Arc::new((channels, self.stale_detail()));
        let service = self.service();
        let written = self.database.write_as(&service, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (channels, stale_detail) = &*given;
                let lost = deliveries::lose(write).await?;
                let stale =
                    deliveries::drop_stale(write, channels, (stale_s, stale_detail.as_str()))
                        .await?;
                let taken = deliveries::take(write, lease, channels, limits).await?;
                Ok::<_, Error>((lost, stale, taken))
            })
        });
        // Told once the write holds: the door may run it more than once.
        let (lost, stale, taken) = written.await?;
        if !lost.is_empty() {
            tracing::warn!(?lost, "a process ended while it was sending messages");
        }
        if !stale.is_empty() {
            tracing::warn!(
                ?stale,
                "messages that waited too long to be sent were dropped"
            );
        }
        figures::lost(&lost);
        figures::given_up(&stale);
        Ok(taken)
    }

    /// As its log tells why a message was dropped.
    fn stale_detail(&self) -> String {
        let hours = self.config.stale_hours_max;
        format!(
            "等待超过 {hours} 小时，不再发送，请在消息中查看 / not sent: it waited longer than {hours} hours, and stands in the room"
        )
    }

    async fn deliver(self, lease: Uuid, taken: Taken) {
        let id = taken.id;
        if let Err(error) = self.send(lease, taken).await {
            tracing::error!(delivery = %id, error = ?error, "what became of a message could not be kept");
        }
    }

    async fn send(&self, lease: Uuid, taken: Taken) -> Result<(), Error> {
        let attempt = self.attempt(&taken).await;
        let (step, pause) = match &attempt {
            None => (Step::Drop, 0),
            Some(outcome) => after(outcome, taken.tries, &self.config.retry_s),
        };
        let outcome = figures::outcome(attempt.as_ref(), step);
        let detail = attempt.map_or_else(|| "no address any more".to_owned(), told);
        let to = next(State::Sending, step)?;
        let from = match step {
            // It was taken, whoever thought it lost.
            Step::Succeed => HELD_OR_LOST,
            _ => HELD,
        };
        let given = Arc::new((taken.id, detail));
        let service = self.service();
        let written = self.database.write_as(&service, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (id, detail) = &*given;
                let kept = (detail.as_str(), f64::from(pause));
                deliveries::settle(write, (*id, lease), (from, to), kept).await
            })
        });
        if written.await? {
            figures::attempted(&taken.channel, outcome);
        }
        Ok(())
    }

    /// Nothing where there is nowhere to send it.
    async fn attempt(&self, taken: &Taken) -> Option<Outcome> {
        let channel = Channel::parse(&taken.channel)?;
        let to = address(taken, channel)?;
        let language = taken.language.as_deref().and_then(Language::parse);
        let language = language.unwrap_or(Language::Zh);
        let Some(kind) = self.kinds.iter().find(|kind| kind.code == taken.kind) else {
            return Some(Outcome::Refused("no such kind any more".to_owned()));
        };
        let title = filled(kind.title.of(language), &taken.facts);
        let body = filled(kind.body.of(language), &taken.facts);
        match channel {
            Channel::Mail => Some(
                self.mail
                    .as_ref()?
                    .send(taken.id, to, (&title, &body))
                    .await,
            ),
            Channel::Sms => Some(
                self.sms
                    .as_ref()?
                    .send(taken.id, to, kind.code, &body)
                    .await,
            ),
        }
    }

    fn service(&self) -> Caller {
        Caller::service(self.database.service(), PREFECTURE)
    }
}

fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Sent => String::new(),
        Outcome::NotNow(why) | Outcome::Refused(why) | Outcome::Unknown(why) => why,
    }
}
