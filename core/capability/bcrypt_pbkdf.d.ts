/** The part of npm's bcrypt-pbkdf that is used here: OpenSSH's key derivation. It fills `key`. */
declare const bcrypt: {
  pbkdf(
    passphrase: Uint8Array,
    passphraseLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
};
export default bcrypt;
