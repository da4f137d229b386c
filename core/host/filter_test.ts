import { assert, assertEquals } from "@std/assert";
import { filterProgram } from "./filter.ts";
import { type Architecture, architectures } from "./tables/system_calls.ts";

const ALLOW = 0x7fff0000, KILL = 0x80000000, EPERM = 0x00050001, ENOSYS = 0x00050026;
const PID = 4242, THREAD = 0x10000;

interface SystemCall {
  readonly number: number;
  readonly argument?: number;
  readonly audit?: number;
}

/** Runs the program as the kernel's interpreter of classic BPF does; gives what it returns. */
function run(program: Uint8Array, system: Architecture, call: SystemCall): number {
  const view = new DataView(program.buffer);
  const data: Readonly<Record<number, number>> = {
    0: call.number,
    4: call.audit ?? system.audit,
    16: call.argument ?? 0,
  };
  const tests: Readonly<Record<number, (held: number, value: number) => boolean>> = {
    0x15: (held, value) => held === value,
    0x35: (held, value) => held >= value,
    0x45: (held, value) => (held & value) !== 0,
  };
  let held = 0;
  for (let at = 0; at < program.length / 8;) {
    const code = view.getUint16(at * 8, true), value = view.getUint32(at * 8 + 4, true);
    if (code === 0x06) return value;
    if (code === 0x20) held = data[value]!;
    const jump = tests[code]?.(held, value);
    at += 1 + (jump === undefined ? 0 : view.getUint8(at * 8 + (jump ? 2 : 3)));
  }
  throw new Error("The program ends without an answer");
}

for (const [name, system] of Object.entries(architectures)) {
  const program = filterProgram(system, PID, false);
  const ask = (call: SystemCall) => run(program, system, call);

  Deno.test(`filter of ${name}: what is denied gives EPERM, sockets too`, () => {
    for (const number of [...system.denied, ...system.sockets]) {
      assertEquals(ask({ number }), EPERM, `${number}`);
    }
  });

  Deno.test(`filter of ${name}: a plugin that was granted a port may make sockets, and no more`, () => {
    const serving = filterProgram(system, PID, true);
    for (const number of system.sockets) assertEquals(run(serving, system, { number }), ALLOW);
    for (const number of system.denied) assertEquals(run(serving, system, { number }), EPERM);
  });

  Deno.test(`filter of ${name}: signals reach the process itself alone`, () => {
    for (const number of system.signal) {
      assertEquals(ask({ number, argument: PID }), ALLOW);
      for (const argument of [1, PID + 1, 0, 0xffff_ffff]) {
        assertEquals(ask({ number, argument }), EPERM);
      }
    }
  });

  Deno.test(`filter of ${name}: clone makes threads alone, and clone3 does not exist`, () => {
    assertEquals(ask({ number: system.clone, argument: THREAD | 0xff }), ALLOW);
    assertEquals(ask({ number: system.clone, argument: 17 }), EPERM);
    assertEquals(ask({ number: system.clone3 }), ENOSYS);
  });

  Deno.test(`filter of ${name}: other architectures' calls kill, and x32's are denied`, () => {
    assertEquals(ask({ number: 0, audit: 0x40000003 }), KILL);
    assertEquals(ask({ number: 0x4000_0000 }), EPERM);
  });

  Deno.test(`filter of ${name}: what Deno lives on is allowed, and the program is small enough`, () => {
    const named = new Set([...system.denied, ...system.sockets, ...system.signal]);
    for (const number of [0, 1, 3, 9, 202, 231]) {
      if (named.has(number) || number === system.clone) continue;
      assertEquals(ask({ number }), ALLOW, `${number}`);
    }
    assert(program.length / 8 <= 4096);
  });
}
