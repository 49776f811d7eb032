use resilience::bulkhead;

#[bulkhead(max_concurent = 10)]
fn misspelt() {}

#[bulkhead(max_concurrent = 10, max_waits = 1, max_waitng = 5)]
fn misspelt_others() {}

#[bulkhead(max_calls = 10, max_wait_duration = 1, queue = 5)]
fn of_resilience4j() {}

#[bulkhead(max_parallelization = 10, max_queuing_actions = 5)]
fn of_polly() {}

#[bulkhead(permits = 10, timeout = 1)]
fn of_semaphores() {}

#[bulkhead(limit = 10, color = "red")]
fn of_nobody() {}

fn main() {}
