//! A mail server of a few lines: it takes what it is offered, or goes away when the mail is in its hands.
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Barrier, Semaphore};

/// What it does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Reads all of it, and hangs up without an answer.
    HangsUp,
    /// Says no to the address, for good.
    KnowsNobody,
    /// Answers when another mail is in its hands too, and takes both.
    TakesPairs,
    /// Answers when it is let go on, and takes it.
    Holds,
}

/// Where it listens, and what it has read.
pub struct Receiver {
    pub port: u16,
    desk: Arc<Desk>,
}

struct Desk {
    manner: Manner,
    mails: Mutex<Vec<String>>,
    pair: Barrier,
    let_go: Semaphore,
}

impl Receiver {
    pub async fn start(manner: Manner) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Desk {
            manner,
            mails: Mutex::default(),
            pair: Barrier::new(2),
            let_go: Semaphore::new(0),
        });
        let kept = desk.clone();
        kezhuan_runtime::spawn("mail server", async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = kept.clone();
                kezhuan_runtime::spawn("mail connection", async move {
                    let _ = converse(stream, &kept).await;
                });
            }
        });
        Receiver { port, desk }
    }

    /// Everything that was read, whole.
    pub fn mails(&self) -> Vec<String> {
        self.desk.mails.lock().unwrap().clone()
    }

    /// This header of everything that was read, in the order of the alphabet.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let start = format!("{name}: ");
        let mails = self.mails();
        let lines = mails.iter().flat_map(|mail| mail.lines());
        let mut found: Vec<String> = lines
            .filter_map(|line| Some(line.strip_prefix(&start)?.to_owned()))
            .collect();
        found.sort();
        found
    }

    /// Answers one mail that is held.
    pub fn let_one_go(&self) {
        self.desk.let_go.add_permits(1);
    }
}

async fn converse(stream: TcpStream, desk: &Desk) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 receiver\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "RCPT" if desk.manner == Manner::KnowsNobody => b"550 5.1.1 nobody of that name\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mail = read_mail(&mut stream).await?;
                desk.mails.lock().unwrap().push(mail);
                match desk.manner {
                    Manner::HangsUp => return Ok(()),
                    Manner::TakesPairs => {
                        desk.pair.wait().await;
                    }
                    Manner::Holds => desk.let_go.acquire().await.unwrap().forget(),
                    Manner::Takes | Manner::KnowsNobody => {}
                }
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 receiver\r\n",
        };
        stream.write_all(answer).await?;
    }
}

async fn read_mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut mail = String::new();
    loop {
        let before = mail.len();
        if stream.read_line(&mut mail).await? == 0 || mail.get(before..) == Some(".\r\n") {
            return Ok(mail);
        }
    }
}
