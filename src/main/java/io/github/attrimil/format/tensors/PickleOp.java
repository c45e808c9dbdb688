package io.github.attrimil.format.tensors;

/**
 * The instructions of Python's pickle that torch.save files are made of, with their codes (Python's
 * {@code pickletools} describes all). Any other is refused.
 */
enum PickleOp {
  // Frame of the program.
  PROTO(0x80),
  FRAME(0x95),
  STOP('.'),
  // Stack and memo.
  MARK('('),
  POP('0'),
  POP_MARK('1'),
  DUP('2'),
  BINGET('h'),
  LONG_BINGET('j'),
  BINPUT('q'),
  LONG_BINPUT('r'),
  MEMOIZE(0x94),
  // Plain values.
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  LONG4(0x8b),
  BINFLOAT('G'),
  BINUNICODE('X'),
  SHORT_BINUNICODE(0x8c),
  BINSTRING('T'),
  SHORT_BINSTRING('U'),
  // Containers.
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_LIST(']'),
  APPEND('a'),
  APPENDS('e'),
  LIST('l'),
  EMPTY_DICT('}'),
  SETITEM('s'),
  SETITEMS('u'),
  DICT('d'),
  // What could run code, all of it subject to TorchNames.
  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  INST('i'),
  REDUCE('R'),
  NEWOBJ(0x81),
  BUILD('b'),
  BINPERSID('Q');

  private static final PickleOp[] BY_CODE = new PickleOp[256];

  static {
    for (final PickleOp op : values()) {
      BY_CODE[op.code] = op;
    }
  }

  private final int code;

  PickleOp(final int code) {
    this.code = code;
  }

  /**
   * @return the byte that stands for it
   */
  int code() {
    return code;
  }

  /**
   * @param code 0 to 255
   * @return the instruction, or null when it is none of these
   */
  static PickleOp of(final int code) {
    return BY_CODE[code];
  }
}
