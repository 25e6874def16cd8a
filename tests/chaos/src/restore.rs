//! The suite's own Postgres backed up as its operator would: a base backup, every WAL segment kept, and brought back to a named
//! point, while nats-server and another service's database stay where they are.
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use kezhuan_servers::{Nats, NatsOptions, Postgres, PostgresOptions, Tools};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use crate::suite::Place;

const ARCHIVED_MAX: Duration = Duration::from_secs(30);
const PROMOTED_MAX: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const POINT: &str = "before_the_mistake";

/// Backups of one cluster, beside it.
pub struct Backups {
    tools: Tools,
    /// The suite's data folder.
    data: PathBuf,
    /// Where Postgres has its files, whose owner it runs as.
    home: PathBuf,
}

/// The two servers without any service.
pub struct Alone {
    pub postgres: Postgres,
    pub nats: Nats,
}

impl Backups {
    /// Of the suite on `data`.
    pub fn of(data: &Path) -> anyhow::Result<Backups> {
        Ok(Backups {
            tools: Tools::find()?,
            data: data.to_owned(),
            home: fs::canonicalize(data.join("postgres"))?,
        })
    }

    /// Says where segments go; holds from Postgres' next start on.
    pub async fn archive(&self, place: &Place) -> anyhow::Result<()> {
        let archive = self.home.join("archive");
        fs::create_dir(&archive)?;
        self.owned(&archive)?;
        let mut connection = admin(place).await?;
        for setting in [
            "ALTER SYSTEM SET archive_mode = on".to_owned(),
            format!(
                "ALTER SYSTEM SET archive_command = 'test ! -f {0}/%f && cp %p {0}/%f'",
                archive.display()
            ),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(setting))
                .execute(&mut connection)
                .await?;
        }
        Ok(connection.close().await?)
    }

    /// Copies the running cluster.
    pub async fn back_up(&self, place: &Place) -> anyhow::Result<()> {
        let mut command = self.tools.postgres_command("pg_basebackup");
        command
            .arg(format!("--dbname={}", place.database_url))
            .arg(format!("--pgdata={}", self.backup().display()))
            .arg("--checkpoint=fast");
        run(command).await
    }

    /// Names this moment.
    pub async fn mark(&self, place: &Place) -> anyhow::Result<()> {
        let mut connection = admin(place).await?;
        sqlx::query("SELECT pg_create_restore_point($1)")
            .bind(POINT)
            .execute(&mut connection)
            .await?;
        Ok(connection.close().await?)
    }

    /// Waits until everything so far lies in the archive.
    pub async fn archived(&self, place: &Place) -> anyhow::Result<()> {
        let mut connection = admin(place).await?;
        let segment: String = sqlx::query_scalar("SELECT pg_walfile_name(pg_switch_wal())")
            .fetch_one(&mut connection)
            .await?;
        let end = Instant::now() + ARCHIVED_MAX;
        while !self.home.join("archive").join(&segment).is_file() {
            ensure!(
                Instant::now() < end,
                "{segment} was not archived within {ARCHIVED_MAX:?}"
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(connection.close().await?)
    }

    /// Keeps one service's database as it is now.
    pub async fn set_aside(&self, place: &Place, database: &str) -> anyhow::Result<()> {
        let mut command = self.tools.postgres_command("pg_dump");
        command
            .arg("--format=custom")
            .arg(format!("--file={}", self.aside(database).display()))
            .arg(format!("--dbname={}", on(&place.database_url, database)?));
        run(command).await
    }

    /// Puts the backup in the cluster's place and lets Postgres go on from it to the point, and no further. No suite runs.
    pub async fn restore(&self) -> anyhow::Result<Alone> {
        // What a killed suite left behind ends, and is gone before its files are moved.
        let left = Postgres::start(&self.tools, &self.data, PostgresOptions::default()).await?;
        left.stop().await?;
        drop(left);
        let cluster = self.home.join("cluster");
        fs::rename(&cluster, self.home.join("cluster.gone"))?;
        fs::rename(self.backup(), &cluster)?;
        let settings = cluster.join("postgresql.auto.conf");
        let mut text = fs::read_to_string(&settings)?;
        text.push_str(&format!(
            "restore_command = 'cp {}/%f %p'\nrecovery_target_name = '{POINT}'\nrecovery_target_action = 'promote'\n",
            self.home.join("archive").display()
        ));
        fs::write(&settings, text)?;
        fs::write(cluster.join("recovery.signal"), "")?;
        self.owned(&cluster)?;
        let postgres = Postgres::start(&self.tools, &self.data, PostgresOptions::default()).await?;
        promoted(&postgres.admin_url()).await?;
        let nats = Nats::start(&self.tools, &self.data, NatsOptions::default()).await?;
        Ok(Alone { postgres, nats })
    }

    /// Puts back what was set aside: that service's database was not restored.
    pub async fn put_back(&self, alone: &Alone, database: &str) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(&alone.postgres.admin_url()).await?;
        let drop = format!("DROP DATABASE {database} WITH (FORCE)");
        sqlx::query(sqlx::AssertSqlSafe(drop))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        let mut command = self.tools.postgres_command("pg_restore");
        command
            .arg("--create")
            .arg("--exit-on-error")
            .arg(format!("--dbname={}", alone.postgres.admin_url()))
            .arg(self.aside(database));
        run(command).await
    }

    fn backup(&self) -> PathBuf {
        self.home.join("backup")
    }

    fn aside(&self, database: &str) -> PathBuf {
        self.data.join(format!("{database}.dump"))
    }

    /// Gives `path` to whoever Postgres runs as.
    fn owned(&self, path: &Path) -> anyhow::Result<()> {
        let home = fs::metadata(&self.home)?;
        chown(path, Some(home.uid()), Some(home.gid()))?;
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                // The links of tablespaces point out of the cluster; a suite has none.
                ensure!(
                    !entry.file_type()?.is_symlink(),
                    "{} is a link",
                    entry.path().display()
                );
                self.owned(&entry.path())?;
            }
        }
        Ok(())
    }
}

async fn admin(place: &Place) -> anyhow::Result<PgConnection> {
    Ok(PgConnection::connect(&place.database_url).await?)
}

/// The same login on another database.
fn on(url: &str, database: &str) -> anyhow::Result<String> {
    let (server, _) = url.rsplit_once('/').context("a url names its database")?;
    Ok(format!("{server}/{database}"))
}

/// Until then Postgres answers, and takes no writes.
async fn promoted(url: &str) -> anyhow::Result<()> {
    let options: PgConnectOptions = url.parse()?;
    let mut connection = PgConnection::connect_with(&options).await?;
    let end = Instant::now() + PROMOTED_MAX;
    loop {
        let recovering: bool = sqlx::query_scalar("SELECT pg_is_in_recovery()")
            .fetch_one(&mut connection)
            .await?;
        if !recovering {
            return Ok(connection.close().await?);
        }
        ensure!(
            Instant::now() < end,
            "Postgres did not reach the point within {PROMOTED_MAX:?}"
        );
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut command = tokio::process::Command::from(command);
    let output = command.kill_on_drop(true).output().await?;
    ensure!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
