/**
 * System calls that no plugin has a use for, by architecture: sockets, programs, signals to others, tracing, name spaces, kernel
 * interfaces. Numbers are the Linux kernel's own (asm/unistd).
 */
export interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  readonly audit: number;
  readonly seccomp: number;
  readonly clone: number;
  readonly clone3: number;
  /** Allowed towards the process itself only. */
  readonly signal: readonly number[];
  readonly sockets: readonly number[];
  readonly denied: readonly number[];
}

export const architectures: Readonly<Record<string, Architecture>> = {
  x86_64: {
    audit: 0xc000003e,
    seccomp: 317,
    clone: 56,
    clone3: 435,
    signal: [62, 234], // kill tgkill
    sockets: [41, 42, 43, 49, 50, 288], // socket connect accept bind listen accept4
    denied: [
      ...[57, 58, 59, 322], // fork vfork execve execveat
      ...[101, 310, 311, 200, 129, 297], // ptrace process_vm_readv process_vm_writev tkill rt_sigqueueinfo rt_tgsigqueueinfo
      ...[424, 434, 438, 440], // pidfd_send_signal pidfd_open pidfd_getfd process_madvise
      ...[272, 308, 165, 166, 155, 161, 428, 429, 430, 442], // unshare setns mount umount2 pivot_root chroot, the new mount API
      ...[321, 298, 323, 248, 249, 250], // bpf perf_event_open userfaultfd add_key request_key keyctl
      ...[425, 426, 427, 303, 304], // io_uring_* name_to_handle_at open_by_handle_at
      ...[175, 176, 313, 246, 320, 169, 167, 168], // modules kexec reboot swap
      ...[86, 88, 133, 259, 265, 266], // link symlink mknod mknodat linkat symlinkat
      ...[135, 163, 164, 227, 159, 305, 170, 171, 172, 173], // personality acct clocks names ports
    ],
  },
  aarch64: {
    audit: 0xc00000b7,
    seccomp: 277,
    clone: 220,
    clone3: 435,
    signal: [129, 131],
    sockets: [198, 203, 202, 200, 201, 242],
    denied: [
      ...[221, 281],
      ...[117, 270, 271, 130, 138, 240],
      ...[424, 434, 438, 440],
      ...[97, 268, 40, 39, 41, 51, 428, 429, 430, 442],
      ...[280, 241, 282, 217, 218, 219],
      ...[425, 426, 427, 264, 265],
      ...[105, 106, 273, 104, 294, 142, 224, 225],
      ...[33, 36, 37],
      ...[92, 89, 170, 112, 171, 266, 161, 162],
    ],
  },
};
