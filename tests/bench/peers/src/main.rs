//! The engines that `kezhuan-bench` compares a decision with, but for QuickJS: zen-engine links an
//! older one, and two in one program would share their C symbols.

mod cel;
mod regorus;
mod rhai;
mod zen;

use kezhuan_bench_side::{Decides, Make, serve};

fn main() -> anyhow::Result<()> {
    serve(|engine| -> Option<&'static Make<'static>> {
        match engine {
            "cel" => Some(&|| Ok(Box::new(cel::Cel::new()?) as Box<dyn Decides>)),
            "regorus" => Some(&|| Ok(Box::new(regorus::Regorus::new()?))),
            "rhai" => Some(&|| Ok(Box::new(rhai::Rhai::new()?))),
            "zen" => Some(&|| Ok(Box::new(zen::Zen::new()?))),
            _ => None,
        }
    })
}
