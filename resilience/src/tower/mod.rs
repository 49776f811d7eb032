//! Pipelines around tower services.

mod future;
mod layer;
mod requests;
mod rules;
mod service;

pub use self::future::PipelineFuture;
pub use self::layer::PipelineLayer;
pub use self::rules::PipelineRules;
pub use self::service::PipelineService;
