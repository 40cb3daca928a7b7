//! Where a parcel goes.

use serde::{Deserialize, Serialize};

use crate::catalog::check_text;
use crate::error::{Refusal, Result};

/// Where a parcel goes. Parts that a country does not use stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Who receives it.
    pub recipient: String,
    /// Their phone.
    pub phone: String,
    /// Street and number.
    pub line1: String,
    /// Building, floor, flat.
    pub line2: String,
    /// 区、县.
    pub district: String,
    /// City.
    pub city: String,
    /// Province or state.
    pub region: String,
    /// Postcode.
    pub postcode: String,
    /// Country, as the shop writes it.
    pub country: String,
}

impl Address {
    /// Refuses what no parcel can be sent to.
    pub fn check(&self) -> Result<()> {
        check_text("address.line1", &self.line1, 200)?;
        check_text("address.city", &self.city, 100)?;
        let others = [
            ("address.recipient", &self.recipient),
            ("address.phone", &self.phone),
            ("address.line2", &self.line2),
            ("address.district", &self.district),
            ("address.region", &self.region),
            ("address.postcode", &self.postcode),
            ("address.country", &self.country),
        ];
        for (field, text) in others {
            if text.chars().count() > 200 || text.chars().any(char::is_control) {
                return Err(Refusal::invalid(field, "not_a_postal_address").into());
            }
        }
        Ok(())
    }
}
