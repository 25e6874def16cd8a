//! Whose pool bears a case.

/// The tenant whose pool it is: the city of the division that the case is a case of.
pub fn pool_of(tenant: &str) -> String {
    let city: String = tenant.chars().take(4).collect();
    format!("{city}00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counties_have_the_pool_of_their_city() {
        for tenant in ["440703", "440781", "440700"] {
            assert_eq!(pool_of(tenant), "440700");
        }
    }
}
