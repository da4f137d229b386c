/** Caps the process that it runs in, through libc, and then gives up the right to call libc. */
import type { ProcessLimits } from "schemas/plugin/calls.ts";
import { filterProgram } from "./filter.ts";
import { architectures } from "./tables/system_calls.ts";
import * as numbers from "./tables/system_numbers.ts";

/** How much a plugin stands behind the kernel where both want a processor: the thread that runs its code, and those it makes. */
const NICE = 3;

type System = keyof typeof numbers.RESOURCES;

/** Sets every cap that this system has, and answers the names of those that it lacks. */
export function confine(limits: ProcessLimits): string[] {
  const os = Deno.build.os;
  try {
    if (os !== "linux" && os !== "darwin") return ["rlimit", "no_new_privs", "seccomp"];
    const missing = setLimits(os, limits);
    return os === "linux"
      ? [...missing, ...lockDown(limits)]
      : [...missing, "no_new_privs", "seccomp"];
  } finally {
    Deno.permissions.revokeSync({ name: "ffi" });
  }
}

/**
 * Gives back what was freed, for a parser leaves 25 MiB per MiB of source. To be made before ffi is given up; does nothing where
 * libc is not glibc.
 */
export function memoryTrimmer(): () => void {
  if (Deno.build.os !== "linux") return () => {};
  try {
    const { symbols } = Deno.dlopen(numbers.LIBRARIES.linux[0], numbers.GLIBC);
    return () => void symbols.malloc_trim(0n);
  } catch {
    return () => {};
  }
}

/** Opens libc for as long as `use` runs. */
function withLibrary<S extends Deno.ForeignLibraryInterface, R>(
  os: System,
  symbols: S,
  use: (symbols: Deno.DynamicLibrary<S>["symbols"]) => R,
): R {
  const failures: unknown[] = [];
  for (const path of numbers.LIBRARIES[os]) {
    let library: Deno.DynamicLibrary<S>;
    try {
      library = Deno.dlopen(path, symbols);
    } catch (error) {
      failures.push(error);
      continue;
    }
    try {
      return use(library.symbols);
    } finally {
      library.close();
    }
  }
  throw new AggregateError(failures, "Cannot open libc");
}

function setLimits(os: System, limits: ProcessLimits): string[] {
  const number = numbers.RESOURCES[os];
  const wanted: [name: string, resource: number, value: number][] = [
    ["RLIMIT_DATA", number.DATA, limits.dataBytes],
    ["RLIMIT_FSIZE", number.FSIZE, limits.fileBytes],
    ["RLIMIT_NOFILE", number.NOFILE, limits.openFiles],
    ["RLIMIT_CORE", number.CORE, 0],
  ];
  return withLibrary(os, numbers.LIBC, ({ setrlimit, setpriority }) => {
    const missing = wanted.filter(([, resource, value]) => {
      const both = new BigUint64Array([BigInt(value), BigInt(value)]);
      return setrlimit(resource, new Uint8Array(both.buffer)) !== 0;
    }).map(([name]) => name);
    return setpriority(numbers.PRIO_PROCESS, 0, NICE) === 0 ? missing : [...missing, "priority"];
  });
}

/** No new privileges; killed when the kernel dies; not traceable; a filter over system calls. */
function lockDown(limits: ProcessLimits): string[] {
  return withLibrary("linux", numbers.LINUX_LIBC, ({ prctl, syscall }) => {
    const set = (name: string, option: number, value: bigint) =>
      prctl(option, value, 0n, 0n, 0n) === 0 ? [] : [name];
    const missing = [
      ...set("no_new_privs", numbers.PR_SET_NO_NEW_PRIVS, 1n),
      ...set("parent_death_signal", numbers.PR_SET_PDEATHSIG, numbers.SIGKILL),
      ...set("not_dumpable", numbers.PR_SET_DUMPABLE, 0n),
    ];
    const system = architectures[Deno.build.arch];
    if (!system) return [...missing, "seccomp"];
    const program = filterProgram(system, Deno.pid, limits.sockets);
    const header = new Uint8Array(16); // struct sock_fprog: a count, padding, a pointer
    new DataView(header.buffer).setUint16(0, program.length / 8, true);
    const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(program));
    new DataView(header.buffer).setBigUint64(8, BigInt(address), true);
    const failed = syscall(
      BigInt(system.seccomp),
      numbers.SECCOMP_SET_MODE_FILTER,
      numbers.SECCOMP_FILTER_FLAG_TSYNC,
      header,
    );
    return failed === 0n ? missing : [...missing, "seccomp"];
  });
}
