//! Where histograms divide what they count. The SDK's own boundaries are of milliseconds and would put every fraction of a
//! second into one.

/// Of seconds: a call's budget is 30.
pub fn seconds() -> Vec<f64> {
    vec![
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0,
    ]
}
