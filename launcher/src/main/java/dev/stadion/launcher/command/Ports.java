package dev.stadion.launcher.command;

/** Where the suite's servers listen. */
public interface Ports {

  /** The port of the {@code index}-th server of a role, from 0; 0 means any free one. */
  int of(Role role, int index);

  /** The same for the admin connector. */
  int adminOf(Role role, int index);

  /** The usual ports, all moved by {@code offset}; further agents take the ones after the first. */
  record Shifted(int offset) implements Ports {
    @Override
    public int of(Role role, int index) {
      return role.port() + offset + index;
    }

    @Override
    public int adminOf(Role role, int index) {
      return role.adminPort() + offset + index;
    }
  }

  /** Whatever is free; the suite file tells which. */
  record Free() implements Ports {
    @Override
    public int of(Role role, int index) {
      return 0;
    }

    @Override
    public int adminOf(Role role, int index) {
      return 0;
    }
  }
}
