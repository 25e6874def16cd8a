//! People who register.
use kezhuan_protocol::events::v1::*;
use tonic::Status;

use crate::world::*;

/// Somebody of an enterprise wants to come.
pub fn wish(event: &Event) -> RegisterRequest {
    RegisterRequest {
        event: event.name.clone(),
        role: PersonRole::Enterprise.into(),
        person: String::new(),
        person_name: "陈工".to_owned(),
        organisation_name: "江门创造科技有限公司".to_owned(),
        request_id: id(),
    }
}

pub async fn register(
    world: &World,
    event: &Event,
    person: &Person,
) -> Result<Registration, Status> {
    call!(world, person, register, wish(event))
}

pub async fn registered(world: &World, event: &Event, person: &Person) -> Registration {
    register(world, event, person).await.unwrap()
}

/// The registration as it stands.
pub async fn now(world: &World, registration: &Registration) -> Registration {
    let get = GetRegistrationRequest {
        name: registration.name.clone(),
    };
    call!(world, &county(), get_registration, get).unwrap()
}

/// Its ticket.
pub async fn ticket(world: &World, person: &Person, registration: &Registration) -> Ticket {
    let get = GetTicketRequest {
        registration: registration.name.clone(),
    };
    call!(world, person, get_ticket, get).unwrap()
}

/// What a telephone reads off a picture of a QR code.
pub fn read_off(picture: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let grey = |x: usize, y: usize| pixels[y * width + x];
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let codes = seen.detect_grids();
    let [code] = &codes[..] else {
        panic!("{} codes", codes.len())
    };
    code.decode().unwrap().1
}
