import { category, type Refusal, type Row } from "../row.ts";

const system: Refusal = { throws: /EPERM|EACCES|Operation not permitted|os error 1\b/ };
const row = (claim: string, attack: string, refused = system) => [claim, attack, refused] as const;

/** With every permission of Deno's, boot's own caps still hold: what a hole in Deno would meet. */
export const confined: readonly Row[] = [
  ...category("system calls, sockets", "network", [
    row("connect() is refused by the system", "tcp"),
    row("listen() is refused by the system", "listen"),
    row("a unix socket is refused by the system", "unix"),
    row("a unix listener is refused by the system", "unixListen"),
    row("fetch() is refused by the system", "fetch", {
      throws: /tcp connect|EPERM|Operation not permitted|error sending/,
    }),
    row("node:net is refused by the system", "nodeNet"),
    row("QUIC is refused", "quic", { throws: /not a constructor|EPERM|Operation not permitted/ }),
    row("node:http is refused by the system", "nodeHttp"),
  ]),
  ...category("system calls, programs", "spawn", [
    row("Deno.Command is refused by the system", "command"),
    row("Deno itself is not started again", "commandSelf"),
    row("child_process.spawn() is refused by the system", "spawn"),
    row("child_process.exec() is refused by the system", "exec"),
  ]),
  ...category("system calls, signals", "signals", [
    row("SIGKILL to another is refused by the system", "kill"),
    row("SIGSTOP to another is refused by the system", "stop"),
    row("process.kill() of another is refused by the system", "nodeKill"),
    row("a signal to a group is refused by the system", "group"),
  ]),
  ...category("system calls, links", "links", [
    row("a symbolic link is refused by the system", "symlink"),
    row("a hard link is refused by the system", "hardLink"),
    row("a link to a folder is refused by the system", "folderLink"),
  ]),
  ...category("system calls, libraries", "foreign", [
    row("the right to ffi is given up in every case", "dlopen", { throws: /NotCapable/ }),
    row("no pointer is made", "pointerFromNumber", { throws: /NotCapable/ }),
    row("no callback is made", "callback", { throws: /NotCapable/ }),
  ]),
];
