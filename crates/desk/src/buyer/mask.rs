//! Personal data as agents see it by default.

/// A phone number with its middle hidden: `138****5678`.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    match digits.len() {
        0..=4 => "****".to_owned(),
        5..=7 => format!("****{}", digits[digits.len() - 4..].iter().collect::<String>()),
        n => format!(
            "{}****{}",
            digits[..3].iter().collect::<String>(),
            digits[n - 4..].iter().collect::<String>()
        ),
    }
}

/// An e-mail address with its name hidden but for the first letter: `m***@example.com`.
pub fn email(address: &str) -> String {
    let Some((name, domain)) = address.split_once('@') else { return "***".to_owned() };
    format!("{}***@{domain}", name.chars().next().map(String::from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("+447911123456"), "+44****3456");
        assert_eq!(phone("1234"), "****");
        assert_eq!(email("mia@shop.example"), "m***@shop.example");
        assert_eq!(email("nonsense"), "***");
    }
}
