/** Numbers of RLIMIT_… A core dump would hold what a plugin knows. */
export const RESOURCES = {
  linux: { FSIZE: 1, DATA: 2, CORE: 4, NOFILE: 7 },
  darwin: { FSIZE: 1, DATA: 2, CORE: 4, NOFILE: 8 },
} as const;

export const LIBRARIES = {
  linux: ["libc.so.6", "libc.so"],
  darwin: ["/usr/lib/libSystem.dylib"],
} as const;

/** Of both systems. */
export const LIBC = {
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  setpriority: { parameters: ["i32", "u32", "i32"], result: "i32" },
} as const;

export const LINUX_LIBC = {
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  syscall: { parameters: ["i64", "u64", "u64", "buffer"], result: "i64" },
} as const;

/** Of glibc alone. */
export const GLIBC = { malloc_trim: { parameters: ["usize"], result: "i32" } } as const;

/** linux/prctl.h, linux/seccomp.h, sys/resource.h. */
export const PR_SET_PDEATHSIG = 1, PR_SET_DUMPABLE = 4, PR_SET_NO_NEW_PRIVS = 38;
export const SECCOMP_SET_MODE_FILTER = 1n, SECCOMP_FILTER_FLAG_TSYNC = 1n;
export const PRIO_PROCESS = 0;
export const SIGKILL = 9n;
