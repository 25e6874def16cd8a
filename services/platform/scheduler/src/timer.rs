//! One timer with the types of its rows forgotten, so that many stand in one list.
use std::sync::Arc;

use chrono::NaiveDate;
use futures::future::BoxFuture;
use uuid::Uuid;

use crate::{Due, Page, Taken};

/// A due row that knows how it is taken.
pub(crate) struct Item<E> {
    pub due_on: NaiveDate,
    pub subject: Uuid,
    pub take: Box<Taker<E>>,
}

type Taker<E> = dyn FnOnce(NaiveDate) -> BoxFuture<'static, Result<Taken, E>> + Send;
type Reader<E> = dyn Fn(Page) -> BoxFuture<'static, Result<Vec<Item<E>>, E>> + Send + Sync;

/// What falls due of one kind.
pub(crate) struct Timer<E> {
    pub name: &'static str,
    pub read: Box<Reader<E>>,
}

impl<E: Send + 'static> Timer<E> {
    pub fn new<C, R, Read, Reading, Take, Taking>(
        name: &'static str,
        context: Arc<C>,
        read: Read,
        take: Take,
    ) -> Timer<E>
    where
        C: Send + Sync + 'static,
        R: Send + 'static,
        Read: Fn(Arc<C>, Page) -> Reading + Send + Sync + 'static,
        Reading: Future<Output = Result<Vec<Due<R>>, E>> + Send + 'static,
        Take: Fn(Arc<C>, Due<R>, NaiveDate) -> Taking + Send + Sync + 'static,
        Taking: Future<Output = Result<Taken, E>> + Send + 'static,
    {
        let take = Arc::new(take);
        let read = move |page: Page| -> BoxFuture<'static, Result<Vec<Item<E>>, E>> {
            let (context, take) = (context.clone(), take.clone());
            let reading = read(context.clone(), page);
            Box::pin(async move {
                let rows = reading.await?;
                let items = rows.into_iter().map(|due| {
                    let (context, take) = (context.clone(), take.clone());
                    item(context, take, due)
                });
                Ok::<Vec<Item<E>>, E>(items.collect())
            })
        };
        Timer {
            name,
            read: Box::new(read),
        }
    }
}

fn item<C, R, E, Take, Taking>(context: Arc<C>, take: Arc<Take>, due: Due<R>) -> Item<E>
where
    C: Send + Sync + 'static,
    R: Send + 'static,
    E: 'static,
    Take: Fn(Arc<C>, Due<R>, NaiveDate) -> Taking + Send + Sync + 'static,
    Taking: Future<Output = Result<Taken, E>> + Send + 'static,
{
    Item {
        due_on: due.due_on,
        subject: due.subject,
        take: Box::new(
            move |today: NaiveDate| -> BoxFuture<'static, Result<Taken, E>> {
                Box::pin((*take)(context, due, today))
            },
        ),
    }
}
