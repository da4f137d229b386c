/** What a request's body may hold at most, in bytes: the limit of kube-apiserver. */
export const maxBody = 3 * 1024 * 1024;
