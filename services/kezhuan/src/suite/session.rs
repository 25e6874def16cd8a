//! One person's way to every service of a suite.
use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_protocol::agriculture::v1::agriculture_service_client::AgricultureServiceClient;
use kezhuan_protocol::clock::v1::GetClockRequest;
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::events::v1::events_service_client::EventsServiceClient;
use kezhuan_protocol::financing::v1::financing_service_client::FinancingServiceClient;
use kezhuan_protocol::financing::v1::webhook_service_client::WebhookServiceClient;
use kezhuan_protocol::grants::v1::grants_service_client::GrantsServiceClient;
use kezhuan_protocol::incubation::v1::incubation_service_client::IncubationServiceClient;
use kezhuan_protocol::replay::v1::replay_service_client::ReplayServiceClient;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::scoreboard::v1::scoreboard_service_client::ScoreboardServiceClient;
use kezhuan_protocol::seal::v1::seal_service_client::SealServiceClient;
use kezhuan_runtime::LegalClock;
use tonic::Code;
use tonic::transport::Channel;

use super::bearer::{Authorised, Bearer};
use crate::refusal;

/// One person's way to every service. Cheap to clone; its token renews itself.
#[derive(Clone)]
pub struct Session {
    pub(super) channels: Arc<BTreeMap<String, Channel>>,
    /// To financing, for a bank's people and systems.
    pub(super) bank_line: Option<Channel>,
    pub(super) bearer: Bearer,
}

impl Session {
    /// The contracts service.
    pub fn contracts(&self) -> anyhow::Result<ContractsServiceClient<Authorised>> {
        Ok(ContractsServiceClient::with_interceptor(
            self.channel("contracts")?,
            self.bearer.clone(),
        ))
    }

    /// The rules service.
    pub fn rules(&self) -> anyhow::Result<RulesServiceClient<Authorised>> {
        Ok(RulesServiceClient::with_interceptor(
            self.channel("rules")?,
            self.bearer.clone(),
        ))
    }

    /// The financing service.
    pub fn financing(&self) -> anyhow::Result<FinancingServiceClient<Authorised>> {
        Ok(FinancingServiceClient::with_interceptor(
            self.channel(kezhuan_financing::NAME)?,
            self.bearer.clone(),
        ))
    }

    /// Where financing tells an organisation of its cases.
    pub fn webhooks(&self) -> anyhow::Result<WebhookServiceClient<Authorised>> {
        Ok(WebhookServiceClient::with_interceptor(
            self.channel(kezhuan_financing::NAME)?,
            self.bearer.clone(),
        ))
    }

    /// The incubation service.
    pub fn incubation(&self) -> anyhow::Result<IncubationServiceClient<Authorised>> {
        Ok(IncubationServiceClient::with_interceptor(
            self.channel(kezhuan_incubation::NAME)?,
            self.bearer.clone(),
        ))
    }

    /// The agriculture service.
    pub fn agriculture(&self) -> anyhow::Result<AgricultureServiceClient<Authorised>> {
        Ok(AgricultureServiceClient::with_interceptor(
            self.channel(kezhuan_agriculture::NAME)?,
            self.bearer.clone(),
        ))
    }

    /// The events service.
    pub fn events(&self) -> anyhow::Result<EventsServiceClient<Authorised>> {
        Ok(EventsServiceClient::with_interceptor(
            self.channel(kezhuan_events::NAME)?,
            self.bearer.clone(),
        ))
    }

    /// What one service grants by a county's rule.
    pub fn grants(&self, service: &str) -> anyhow::Result<GrantsServiceClient<Authorised>> {
        Ok(GrantsServiceClient::with_interceptor(
            self.channel(service)?,
            self.bearer.clone(),
        ))
    }

    /// The scoreboard.
    pub fn scoreboard(&self) -> anyhow::Result<ScoreboardServiceClient<Authorised>> {
        Ok(ScoreboardServiceClient::with_interceptor(
            self.channel("scoreboard")?,
            self.bearer.clone(),
        ))
    }

    /// The sealed log of one service.
    pub fn seal(&self, service: &str) -> anyhow::Result<SealServiceClient<Authorised>> {
        Ok(SealServiceClient::with_interceptor(
            self.channel(service)?,
            self.bearer.clone(),
        ))
    }

    /// The decisions of one service, to be asked again.
    pub fn replay(&self, service: &str) -> anyhow::Result<ReplayServiceClient<Authorised>> {
        Ok(ReplayServiceClient::with_interceptor(
            self.channel(service)?,
            self.bearer.clone(),
        ))
    }

    /// The development-only clock of one service.
    pub fn clock(&self, service: &str) -> anyhow::Result<ClockServiceClient<Authorised>> {
        Ok(ClockServiceClient::with_interceptor(
            self.channel(service)?,
            self.bearer.clone(),
        ))
    }

    /// The legal date of the suite: the standing clock's, else the machine's.
    pub async fn legal_date(&self) -> anyhow::Result<NaiveDate> {
        match self
            .clock(kezhuan_contracts::NAME)?
            .get_clock(GetClockRequest {})
            .await
        {
            Ok(clock) => Ok(clock.get_ref().date.parse()?),
            // Only a standing clock is served.
            Err(status)
                if matches!(status.code(), Code::Unimplemented | Code::PermissionDenied) =>
            {
                Ok(LegalClock::system().today())
            }
            Err(status) => Err(refusal::readable(status)),
        }
    }

    fn channel(&self, service: &str) -> anyhow::Result<Channel> {
        match &self.bank_line {
            Some(line) if service == kezhuan_financing::NAME => Ok(line.clone()),
            _ => channel(&self.channels, service),
        }
    }
}

/// The channel of a service, if the suite runs it.
pub(super) fn channel(
    channels: &BTreeMap<String, Channel>,
    service: &str,
) -> anyhow::Result<Channel> {
    channels.get(service).cloned().with_context(|| {
        format!("套件没有运行 {service} 服务 · the suite runs no {service} service")
    })
}
