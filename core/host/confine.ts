/** Caps the process that it runs in, through libc, and then gives up the right to call libc. */
import type { ProcessLimits } from "schemas/plugin/calls.ts";
import { filterProgram } from "./filter.ts";
import { architectures } from "./tables/system_calls.ts";

const libc = {
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
} as const;
const linux = {
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  syscall: { parameters: ["i64", "u64", "u64", "buffer"], result: "i64" },
} as const;

/** RLIMIT_… numbers. A core dump would hold what a plugin knows. */
const resources = {
  linux: { FSIZE: 1, DATA: 2, CORE: 4, NOFILE: 7 },
  darwin: { FSIZE: 1, DATA: 2, CORE: 4, NOFILE: 8 },
} as const;
const libraries = {
  linux: ["libc.so.6", "libc.so"],
  darwin: ["/usr/lib/libSystem.dylib"],
} as const;

const PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_SET_NO_NEW_PRIVS = 38;
const SIGKILL = 9n;
const SECCOMP_SET_MODE_FILTER = 1n, SECCOMP_FILTER_FLAG_TSYNC = 1n;

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

/** Opens libc for as long as `use` runs. */
function withLibrary<S extends Deno.ForeignLibraryInterface, R>(
  os: "linux" | "darwin",
  symbols: S,
  use: (symbols: Deno.DynamicLibrary<S>["symbols"]) => R,
): R {
  const library = open(os, symbols);
  try {
    return use(library.symbols);
  } finally {
    library.close();
  }
}

function open<S extends Deno.ForeignLibraryInterface>(
  os: "linux" | "darwin",
  symbols: S,
): Deno.DynamicLibrary<S> {
  const failures: unknown[] = [];
  for (const path of libraries[os]) {
    try {
      return Deno.dlopen(path, symbols);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, "Cannot open libc");
}

function setLimits(os: "linux" | "darwin", limits: ProcessLimits): string[] {
  const number = resources[os];
  const wanted: [name: string, resource: number, value: number][] = [
    ["RLIMIT_DATA", number.DATA, limits.dataBytes],
    ["RLIMIT_FSIZE", number.FSIZE, limits.fileBytes],
    ["RLIMIT_NOFILE", number.NOFILE, limits.openFiles],
    ["RLIMIT_CORE", number.CORE, 0],
  ];
  return withLibrary(os, libc, ({ setrlimit }) =>
    wanted.flatMap(([name, resource, value]) => {
      const both = new BigUint64Array([BigInt(value), BigInt(value)]);
      return setrlimit(resource, new Uint8Array(both.buffer)) === 0 ? [] : [name];
    }));
}

/** No new privileges; killed when the kernel dies; not traceable; a filter over system calls. */
function lockDown(limits: ProcessLimits): string[] {
  return withLibrary("linux", linux, ({ prctl, syscall }) => {
    const set = (name: string, option: number, value: bigint) =>
      prctl(option, value, 0n, 0n, 0n) === 0 ? [] : [name];
    const missing = [
      ...set("no_new_privs", PR_SET_NO_NEW_PRIVS, 1n),
      ...set("parent_death_signal", PR_SET_PDEATHSIG, SIGKILL),
      ...set("not_dumpable", PR_SET_DUMPABLE, 0n),
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
      SECCOMP_SET_MODE_FILTER,
      SECCOMP_FILTER_FLAG_TSYNC,
      header,
    );
    return failed === 0n ? missing : [...missing, "seccomp"];
  });
}
