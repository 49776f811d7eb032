use resilience::{Rejected, retry};
use std::future::{Future, ready};
use std::pin::Pin;

type Reply = Result<usize, Rejected>;
type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

#[retry]
fn of_static(text: &str) -> impl Future<Output = Reply> + 'static {
    ready(Ok(text.len()))
}

#[retry]
fn of_nothing(text: &str) -> impl Future<Output = Reply> + use<> {
    ready(Ok(text.len()))
}

#[retry]
fn of_another<'a>(text: &str, _: &'a str) -> impl Future<Output = Reply> + use<'a> {
    ready(Ok(text.len()))
}

#[retry]
fn boxed(text: &str) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    Box::pin(ready(Ok(text.len())))
}

#[retry]
fn boxed_by_name<'a>(text: &'a mut String) -> BoxFuture<'static, Reply> {
    Box::pin(ready(Ok(text.len())))
}

#[retry]
fn within((ref text, mut count): (String, usize)) -> impl Future<Output = Reply> {
    count += text.len();
    ready(Ok(count))
}

struct Client(usize);

impl Client {
    #[retry]
    fn method(&self) -> impl Future<Output = Reply> + 'static {
        ready(Ok(self.0))
    }

    #[retry]
    fn method_with(&self, text: &str) -> Pin<Box<dyn Future<Output = Reply> + '_>> {
        Box::pin(ready(Ok(self.0 + text.len())))
    }
}

fn main() {
    let client = Client(1);
    drop((of_static(""), of_nothing(""), of_another("", ""), boxed(""), client.method()));
    drop((boxed_by_name(&mut String::new()), client.method_with(""), within((String::new(), 1))));
}
