//! Makes a service's database, its roles and its tables; harmless to run again, and at once
//! from several places.
mod address;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::Error;
use address::Address;

// Roles belong to the whole server: all preparations take turns, in the admin's database.
const TAKE_TURNS: &str = "SELECT pg_advisory_lock(hashtextextended('kezhuan database prepare', 0))";

const GROUPS: &str = "DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['kezhuan_owner', 'kezhuan_app', 'kezhuan_relay'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
END $$";

/// Where a prepared database is found, by role.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub service: String,
    pub database: String,
    /// The role a service works as: owns nothing, cannot pass row security.
    pub app_url: String,
    /// The role of relay, sealer and purges.
    pub relay_url: String,
    /// The admin, on this database.
    pub admin_url: String,
}

/// The passwords of the two roles that log in; `None` where the server trusts its visitors.
#[derive(Clone, Default)]
pub struct Passwords {
    pub app: Option<String>,
    pub relay: Option<String>,
}

impl Passwords {
    /// Derived from the admin's password, so that nobody has to keep them. For a private server
    /// with a random admin password; a server others use gets passwords of its own.
    pub fn derived(admin_url: &str, service: &str) -> Result<Self, Error> {
        let admin = Address::parse(admin_url)?;
        Ok(Self {
            app: admin.derived_password(&role(service, "app")),
            relay: admin.derived_password(&role(service, "relay")),
        })
    }
}

/// Where `prepare` puts a service, with the passwords it derives; asks nothing of the server.
pub fn place(admin_url: &str, service: &str) -> Result<Prepared, Error> {
    let service = plain(service)?;
    let passwords = Passwords::derived(admin_url, service)?;
    let database = format!("kezhuan_{service}");
    Ok(addresses(
        &Address::parse(admin_url)?,
        service,
        &database,
        &passwords,
    ))
}

/// Prepares `kezhuan_<service>` with passwords derived from the admin's.
pub async fn prepare(
    admin_url: &str,
    service: &str,
    migrator: Migrator,
) -> Result<Prepared, Error> {
    let passwords = Passwords::derived(admin_url, service)?;
    prepare_with(admin_url, service, &passwords, migrator).await
}

/// Prepares `kezhuan_<service>` with the given passwords.
pub async fn prepare_with(
    admin_url: &str,
    service: &str,
    passwords: &Passwords,
    migrator: Migrator,
) -> Result<Prepared, Error> {
    let service = plain(service)?;
    let admin = Address::parse(admin_url)?;
    let prepared = addresses(&admin, service, &format!("kezhuan_{service}"), passwords);
    let mut connection = connect(admin_url).await?;
    connection.execute(TAKE_TURNS).await?;
    roles(&mut connection, service, passwords).await?;
    database(&mut connection, &prepared).await?;
    migrate(&prepared, migrator).await?;
    connection.close().await?; // gives the turn back
    Ok(prepared)
}

/// Copies a prepared database under another name: a fresh one for a test in milliseconds.
pub async fn cloned(admin_url: &str, template: &Prepared, name: &str) -> Result<Prepared, Error> {
    let (name, service) = (plain(name)?, template.service.as_str());
    let passwords = Passwords::derived(admin_url, service)?;
    let copy = addresses(&Address::parse(admin_url)?, service, name, &passwords);
    let mut connection = connect(admin_url).await?;
    let owner = role(service, "owner");
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE {} OWNER {owner}",
        template.database
    );
    connection.execute(AssertSqlSafe(create)).await?;
    admit(&mut connection, &copy).await?;
    connection.close().await?;
    Ok(copy)
}

fn addresses(admin: &Address, service: &str, database: &str, passwords: &Passwords) -> Prepared {
    let url = |name, password: &Option<String>| {
        admin.of(&role(service, name), password.as_deref(), database)
    };
    Prepared {
        service: service.to_owned(),
        database: database.to_owned(),
        app_url: url("app", &passwords.app),
        relay_url: url("relay", &passwords.relay),
        admin_url: admin.on(database),
    }
}

async fn roles(
    connection: &mut PgConnection,
    service: &str,
    passwords: &Passwords,
) -> Result<(), Error> {
    connection.execute(GROUPS).await?;
    for (name, login, password) in [
        ("owner", "NOLOGIN", &None),
        ("app", "LOGIN", &passwords.app),
        ("relay", "LOGIN", &passwords.relay),
    ] {
        let role = role(service, name);
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
                .bind(&role)
                .fetch_one(&mut *connection)
                .await?;
        let password = match password {
            Some(password) => format!(" PASSWORD '{}'", password.replace('\'', "''")),
            None => String::new(),
        };
        let verb = if known { "ALTER" } else { "CREATE" };
        let statement = format!(
            "{verb} ROLE {role} {login} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE{password};
             GRANT kezhuan_{name} TO {role}"
        );
        connection.execute(AssertSqlSafe(statement)).await?;
    }
    // An admin that is no superuser must be a member of the owner to act as it.
    let become_owner = format!(
        "DO $$ BEGIN IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
             GRANT {} TO CURRENT_USER; END IF; END $$",
        role(service, "owner")
    );
    connection.execute(AssertSqlSafe(become_owner)).await?;
    Ok(())
}

async fn database(connection: &mut PgConnection, prepared: &Prepared) -> Result<(), Error> {
    let known: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&prepared.database)
            .fetch_one(&mut *connection)
            .await?;
    if !known {
        let create = format!(
            "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0",
            prepared.database,
            role(&prepared.service, "owner")
        );
        connection.execute(AssertSqlSafe(create)).await?;
    }
    admit(connection, prepared).await
}

/// Lets in this service's roles and nobody else's: the group roles are the same in all databases.
async fn admit(connection: &mut PgConnection, prepared: &Prepared) -> Result<(), Error> {
    let Prepared {
        service, database, ..
    } = prepared;
    let admit = format!(
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC;
         GRANT CONNECT ON DATABASE {database} TO {}, {}",
        role(service, "app"),
        role(service, "relay")
    );
    connection.execute(AssertSqlSafe(admit)).await?;
    Ok(())
}

async fn migrate(prepared: &Prepared, mut service_migrator: Migrator) -> Result<(), Error> {
    let mut connection = connect(&prepared.admin_url).await?;
    let owner = format!("SET ROLE {}", role(&prepared.service, "owner"));
    connection.execute(AssertSqlSafe(owner)).await?;
    let mut platform = sqlx::migrate!("./migrations");
    platform.dangerous_set_table_name("_platform_migrations");
    // Who goes back to an older version keeps the newer schema, which fits the older programs.
    for migrator in [&mut platform, &mut service_migrator] {
        migrator.set_ignore_missing(true);
    }
    platform.run(&mut connection).await?;
    service_migrator.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

async fn connect(url: &str) -> Result<PgConnection, Error> {
    let options: PgConnectOptions = url.parse()?;
    Ok(options
        .application_name("kezhuan database prepare")
        .connect()
        .await?)
}

fn role(service: &str, name: &str) -> String {
    format!("kezhuan_{service}_{name}")
}

/// Names become identifiers, so they are held to what needs no quoting.
fn plain(name: &str) -> Result<&str, Error> {
    let fits = !name.is_empty()
        && name.len() <= 40
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if fits {
        Ok(name)
    } else {
        Err(Error::Name(name.to_owned()))
    }
}
