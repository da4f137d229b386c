/** The Master Password algorithm: the templates of each type of password, and the characters of each letter in them. */
export const PASSWORD_TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ["maximum", ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]],
  [
    "long",
    ("CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno " +
      "CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno " +
      "CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno " +
      "CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno").split(" "),
  ],
  ["medium", ["CvcnoCvc", "CvcCvcno"]],
  ["short", ["Cvcn"]],
  ["basic", ["aaanaaan", "aannaaan", "aaannaaa"]],
  ["pin", ["nnnn"]],
]);

export const PASSWORD_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["V", "AEIOU"],
  ["C", "BCDFGHJKLMNPQRSTVWXYZ"],
  ["v", "aeiou"],
  ["c", "bcdfghjklmnpqrstvwxyz"],
  ["A", "AEIOUBCDFGHJKLMNPQRSTVWXYZ"],
  ["a", "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"],
  ["n", "0123456789"],
  ["o", "@&%?,=[]_:-+*$#!'^~;()/."],
  ["x", "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"],
]);
