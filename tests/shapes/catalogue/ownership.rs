//! What a body does with its arguments

/// It borrows again where it did before
///
/// retry: no
mod borrowed_again {
    #[guard]
    pub fn fetch<'a>(items: &'a mut Vec<String>, id: &str) -> crate::Reply<&'a mut String> {
        if items.iter().any(|item| item == id) {
            return items.last_mut().ok_or(crate::ApiError::NotFound);
        }
        items.push(id.to_owned());
        items.last_mut().ok_or(crate::ApiError::NotFound)
    }
}

/// It moves a slice forward
///
/// retry: no
mod moved_forward {
    #[guard]
    pub fn take<'a>(list: &mut &'a [u32]) -> crate::Reply<&'a u32> {
        let (first, rest) = list.split_first().ok_or(crate::ApiError::NotFound)?;
        *list = rest;
        Ok(first)
    }

    #[guard]
    pub async fn take_later<'a>(list: &mut &'a [u32]) -> crate::Reply<&'a u32> {
        let (first, rest) = list.split_first().ok_or(crate::ApiError::NotFound)?;
        *list = rest;
        Ok(first)
    }
}

/// It stores one argument in another
mod stored {
    #[guard]
    pub fn keep<'a>(list: &mut Vec<&'a str>, one: &'a str) -> crate::Reply<()> {
        list.push(one);
        Ok(())
    }
}

/// It moves an argument out on one way alone
mod moved_on_one_way {
    #[guard]
    pub fn fetch(items: Vec<u32>, flag: bool) -> crate::Reply<Vec<u32>> {
        if flag {
            drop(items);
            return Ok(Vec::new());
        }
        let [a, b] = *items.as_slice() else { return Ok(items) };
        Ok(vec![b, a])
    }
}

/// It moves a part of an argument out
mod moved_in_part {
    #[guard]
    pub fn fetch(pair: (String, String), id: u32) -> crate::Reply<(String, u32)> {
        let name = pair.0;
        Ok((name, id))
    }

    #[guard]
    pub async fn fetch_later(pair: (String, String), id: u32) -> crate::Reply<(String, u32)> {
        let name = pair.0;
        std::future::ready(()).await;
        Ok((name, id))
    }
}

/// It shadows and assigns its arguments
mod shadowed {
    #[guard]
    pub fn fetch(mut id: u32, name: &str) -> crate::Reply<usize> {
        id = id.checked_add(1).ok_or(crate::ApiError::NotFound)?;
        let name = name.trim();
        let id = id as usize + name.len();
        Ok(id)
    }
}

/// It initialises a local late
mod late {
    #[guard]
    pub fn fetch(text: &str) -> crate::Reply<&str> {
        let owned;
        let length = if text.is_empty() {
            owned = String::from("empty");
            owned.len()
        } else {
            text.len()
        };
        text.get(..length).ok_or(crate::ApiError::NotFound)
    }
}

/// It returns a closure with its arguments
mod in_closure {
    #[guard]
    pub fn fetch(items: &[u32], name: String) -> crate::Reply<impl Fn(usize) -> String + '_> {
        Ok(move |index| format!("{name}: {:?}", items.get(index)))
    }
}

/// Its arguments are unused, and say so
mod unused {
    #[guard]
    pub fn fetch(_id: u32, _: (), _name: String) -> crate::Reply<u32> {
        Ok(1)
    }
}
