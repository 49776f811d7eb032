//! Names, auto traits and what is printed.

use crate::support::{Kit, OK, SECOND, Strict, call};
use resilience::{
    Outcome, Pipeline, PipelineFuture, PipelineLayer, PipelineRules, PipelineService,
};
use tower::util::ServiceFn;
use tower::{Layer, Service, ServiceBuilder, service_fn};

type Reply = std::future::Ready<Result<u16, std::io::Error>>;
type Plain = ServiceFn<fn(u8) -> Reply>;

/// A service is stored by the name of the inner one.
struct Client {
    service: PipelineService<Plain>,
    in_flight: Option<PipelineFuture<Plain, u8>>,
    layer: PipelineLayer,
}

#[derive(Clone, Copy, Debug)]
struct Rules;

impl<E> PipelineRules<u8, u16, E> for Rules {
    fn outcome(&self, _: &Result<u16, E>) -> Outcome {
        Outcome::Success
    }

    fn clone_request(&self, request: &u8) -> Option<u8> {
        Some(*request)
    }
}

#[test]
fn all_types_have_names_and_go_to_other_threads() {
    fn shared<T: Send + Sync + Unpin + std::fmt::Debug>() {}
    shared::<PipelineLayer>();
    shared::<PipelineLayer<Rules>>();
    shared::<PipelineService<Strictly>>();
    shared::<PipelineFuture<Strictly, u8>>();
    shared::<PipelineFuture<Strictly, u8, Rules>>();
    let plain: Plain = service_fn(|number| std::future::ready(Ok(number.into())));
    let layer = Pipeline::new().layer();
    let mut client = Client { service: layer.layer(plain), in_flight: None, layer };
    client.in_flight = Some(client.service.call(7));
    let answered = crate::support::now(client.in_flight.take().unwrap());
    assert_eq!(answered.unwrap(), 7);
    assert!(format!("{:?}", client.layer).starts_with("PipelineLayer"));
}

/// A service that everybody may have.
#[derive(Clone, Debug)]
struct Strictly;

impl Service<u8> for Strictly {
    type Response = u16;
    type Error = std::io::Error;
    type Future = Reply;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), std::io::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, number: u8) -> Reply {
        std::future::ready(Ok(number.into()))
    }
}

#[test]
fn what_is_printed_says_where_a_call_is() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(kit.bulkhead(1));
    let mut service = pipeline.layer().layer(Strict::new().0);
    assert!(format!("{service:?}").contains("timeout `slow` (1s) > bulkhead `pool`"));
    let printed = format!("{:?}", call(&mut service, OK));
    assert!(printed.starts_with("PipelineFuture("), "{printed}");
    assert!(printed.contains("timeout `slow` (1s) > bulkhead `pool`, doing: not started"));
}

#[test]
fn futures_are_small() {
    // The layers that a call is in, and what it does; nothing is boxed.
    assert!(size_of::<PipelineFuture<Strictly, u8>>() <= 384);
}

#[tokio::test]
async fn it_goes_into_a_stack_of_services_and_into_a_task() {
    let kit = Kit::default();
    let layer = Pipeline::new().bulkhead(kit.bulkhead(1)).layer();
    let service =
        ServiceBuilder::new().buffer(8).layer(layer).concurrency_limit(4).service(Strictly);
    let calls = (0..20).map(|number| {
        let mut service = service.clone();
        tokio::spawn(async move {
            std::future::poll_fn(|cx| Service::<u8>::poll_ready(&mut service, cx)).await.unwrap();
            service.call(number).await.unwrap()
        })
    });
    for (call, number) in calls.collect::<Vec<_>>().into_iter().zip(0..) {
        assert_eq!(call.await.unwrap(), number);
    }
}
