import type { Architecture } from "./tables/system_calls.ts";

/** Classic BPF as seccomp takes it (linux/filter.h, linux/seccomp.h). */
const LOAD = 0x20, JUMP_EQUAL = 0x15, JUMP_FROM = 0x35, JUMP_SET = 0x45, RETURN = 0x06;
const NUMBER = 0, ARCHITECTURE = 4, ARGUMENT_0 = 16;
const ALLOW = 0x7fff0000, KILL = 0x80000000, EPERM = 0x00050001, ENOSYS = 0x00050026;
const CLONE_THREAD = 0x00010000;
const X32 = 0x40000000;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/**
 * The filter program: denied calls give EPERM, signals reach only `pid` itself, `clone` makes threads only, and `clone3`, whose
 * flags no filter can see, is said not to exist, so that libc falls back to `clone`.
 */
export function filterProgram(
  system: Architecture,
  pid: number,
  sockets: boolean,
): Uint8Array<ArrayBuffer> {
  const denied = [...system.denied, ...sockets ? [] : system.sockets];
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, system.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    ...refuseIf([JUMP_FROM, 0, 1, X32], EPERM),
    ...refuseIf([JUMP_EQUAL, 0, 1, system.clone3], ENOSYS),
    ...denied.flatMap((call) => refuseIf([JUMP_EQUAL, 0, 1, call], EPERM)),
    ...system.signal.flatMap((call) => unlessArgument(call, [JUMP_EQUAL, 1, 0, pid])),
    ...unlessArgument(system.clone, [JUMP_SET, 1, 0, CLONE_THREAD]),
    [RETURN, 0, 0, ALLOW],
  ];
  return assemble(program);
}

function refuseIf(test: Instruction, answer: number): Instruction[] {
  return [test, [RETURN, 0, 0, answer]];
}

/** Refuses `call` unless its first argument passes; the number is loaded again for what follows. */
function unlessArgument(call: number, test: Instruction): Instruction[] {
  return [[JUMP_EQUAL, 0, 4, call], [LOAD, 0, 0, ARGUMENT_0], test, [RETURN, 0, 0, EPERM], [
    LOAD,
    0,
    0,
    NUMBER,
  ]];
}

function assemble(program: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(([code, ifTrue, ifFalse, value], i) => {
    view.setUint16(i * 8, code, true);
    view.setUint8(i * 8 + 2, ifTrue);
    view.setUint8(i * 8 + 3, ifFalse);
    view.setUint32(i * 8 + 4, value, true);
  });
  return bytes;
}
