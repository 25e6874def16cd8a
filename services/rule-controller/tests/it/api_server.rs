//! A stand-in for a cluster's API server: it lists what it was given, never tells of a change, and keeps what is written.
//! `cluster` is the same with a real one, where there is one.
use std::sync::{Arc, Mutex};

use http::{Method, Request, Response};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};

#[derive(Clone)]
pub struct ApiServer {
    /// None: whoever asks has no right to.
    objects: Option<Vec<Value>>,
    told: Arc<Mutex<Vec<(String, Value)>>>,
}

impl ApiServer {
    pub fn of(objects: Option<Vec<Value>>) -> ApiServer {
        ApiServer {
            objects,
            told: Arc::default(),
        }
    }

    pub fn client(&self) -> Client {
        let server = self.clone();
        let service = tower::service_fn(move |request: Request<Body>| {
            let server = server.clone();
            async move { server.answer(request).await }
        });
        Client::new(service, "default")
    }

    /// The statuses that were written, by the resource's name.
    pub fn told(&self) -> Vec<(String, Value)> {
        self.told.lock().unwrap().clone()
    }

    async fn answer(&self, request: Request<Body>) -> Result<Response<Body>, kube::Error> {
        let Some(objects) = &self.objects else {
            let status = json!({
                "apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "Forbidden",
                "message": "rulepackages.rules.kezhuan is forbidden", "code": 403,
            });
            return Ok(answered(403, &status));
        };
        if request
            .uri()
            .query()
            .is_some_and(|query| query.contains("watch=true"))
        {
            return std::future::pending().await;
        }
        if request.method() != Method::PATCH {
            let list = json!({
                "apiVersion": "rules.kezhuan/v1", "kind": "RulePackageList",
                "metadata": {"resourceVersion": "1"}, "items": objects,
            });
            return Ok(answered(200, &list));
        }
        let path = request.uri().path().trim_end_matches("/status");
        let name = path.rsplit('/').next().unwrap().to_owned();
        let patch = request.into_body().collect_bytes().await?;
        let mut patch: Value = serde_json::from_slice(&patch).unwrap();
        let mut objects = objects.iter();
        let object = objects.find(|object| object["metadata"]["name"] == name.as_str());
        self.told
            .lock()
            .unwrap()
            .push((name.clone(), patch["status"].take()));
        Ok(answered(200, object.unwrap()))
    }
}

fn answered(code: u16, body: &Value) -> Response<Body> {
    let body = Body::from(serde_json::to_vec(body).unwrap());
    Response::builder().status(code).body(body).unwrap()
}
