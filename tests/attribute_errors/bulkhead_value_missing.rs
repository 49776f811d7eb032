use resilience::bulkhead;

#[bulkhead(max_concurrent, max_wait =, max_waiting(5), bulkhead, name, accessor, crate, map_err, fallback)]
fn all_of_them() -> u32 {
    1
}

fn main() {
    let _: u32 = all_of_them();
}
