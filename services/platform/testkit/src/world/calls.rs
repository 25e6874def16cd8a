//! How somebody calls an RPC of a world: anything with `client_of` and `ask`.

/// Calls one RPC as somebody: `call!(world, &person, rpc, request)`.
#[macro_export]
macro_rules! call {
    ($world:expr, $person:expr, $rpc:ident, $request:expr) => {
        $world
            .client_of($person)
            .$rpc($world.ask($person, $request))
            .await
            .map(tonic::Response::into_inner)
    };
}

/// Asks one RPC on a resource as a person: `step!(world, person, resource, rpc, Request { field: value })`.
#[macro_export]
macro_rules! step {
    ($world:expr, $person:expr, $resource:expr, $rpc:ident, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {{
        let step_of = &$resource;
        let request = $request {
            name: step_of.name.clone(),
            etag: step_of.etag.clone(),
            request_id: $crate::world::id(),
            $($field: $value,)*
            ..Default::default()
        };
        $world
            .client_of(&$person)
            .$rpc($world.ask(&$person, request))
            .await
            .map(tonic::Response::into_inner)
    }};
}
