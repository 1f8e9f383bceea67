package dev.stadion.master.heart;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The order in which bidders are asked: hierarchical dominant resource fairness (mesos-v1.md
 * §10.2). A tree of roles with frameworks below them, the children of every node in order; built
 * for one pass, and kept in order while the pass gives things away, so that each agent costs one
 * walk down to the first who takes it.
 *
 * <p>Children are sorted when the walk first comes to them: who asks for the first one only does
 * not pay for the rest of the tree.
 */
final class Sorter {
  private static final Comparator<Node> ORDER =
      comparingDouble((Node node) -> node.share)
          .thenComparingLong(node -> node.use.allocations())
          .thenComparing(node -> node.path);

  /** A role, the virtual leaf of a role, or at the bottom a framework. */
  static final class Node {
    private final Node parent;
    private final String path;
    private final double weight;
    private final Bidder bidder;
    private final List<Node> children = new ArrayList<>();
    private boolean sorted;
    private RoleUse use;
    private double share;

    private Node(Node parent, String path, double weight, RoleUse use, Bidder bidder) {
      this.parent = parent;
      this.path = path;
      this.weight = weight;
      this.use = use;
      this.bidder = bidder;
    }

    Bidder bidder() {
      return bidder;
    }
  }

  private final Scalars pool;
  private final Node root;

  private Sorter(Scalars pool) {
    this.pool = pool;
    this.root = new Node(null, "", RolePolicy.DEFAULT_WEIGHT, RoleUse.NONE, null);
  }

  /**
   * @param bidders by role
   * @param pool without what is excluded from fair sharing
   */
  static Sorter of(Draft draft, Scalars pool, Map<String, List<Bidder>> bidders) {
    var sorter = new Sorter(pool);
    var roles = new TreeMap<String, Node>();
    for (String role : bidders.keySet()) {
      sorter.node(draft, role, roles);
    }
    bidders.forEach((role, frameworks) -> {
      Node node = roles.get(role);
      Node holder = node.children.isEmpty() ? node : sorter.virtualLeaf(draft, role, node);
      for (Bidder bidder : frameworks) {
        RoleUse use = bidder.framework.use(role);
        sorter.add(
            new Node(
                holder, bidder.framework.id().value(), RolePolicy.DEFAULT_WEIGHT, use, bidder));
      }
    });
    return sorter;
  }

  private Node node(Draft draft, String role, Map<String, Node> roles) {
    Node known = roles.get(role);
    if (known != null) {
      return known;
    }
    int slash = role.lastIndexOf('/');
    Node parent = slash < 0 ? root : node(draft, role.substring(0, slash), roles);
    Node made =
        new Node(
            parent, role, draft.policy().weight(role), draft.roles().book(role).subtree(), null);
    roles.put(role, made);
    add(made);
    return made;
  }

  /** A role's own frameworks compete as one with the roles below it. */
  private Node virtualLeaf(Draft draft, String role, Node node) {
    Node leaf =
        new Node(
            node, role + "/.", RolePolicy.DEFAULT_WEIGHT, draft.roles().book(role).own(), null);
    add(leaf);
    return leaf;
  }

  private void add(Node node) {
    node.parent.children.add(node);
  }

  /**
   * Shows the bidders to {@code visitor} in order, until it answers false. The order stays as it is
   * meanwhile: give after the walk.
   */
  void walk(Predicate<Node> visitor) {
    walk(root, visitor);
  }

  private boolean walk(Node node, Predicate<Node> visitor) {
    if (node.bidder != null) {
      return visitor.test(node);
    }
    if (!node.sorted) {
      node.children.forEach(this::weigh);
      node.children.sort(ORDER);
      node.sorted = true;
    }
    for (Node child : node.children) {
      if (!walk(child, visitor)) {
        return false;
      }
    }
    return true;
  }

  private void weigh(Node node) {
    node.share = node.use.held().shareOf(pool) / node.weight;
  }

  /** The bidder at {@code node} was given {@code more}. */
  void give(Node node, RoleUse more) {
    for (Node each = node; each.parent != null; each = each.parent) {
      each.use = each.use.plus(more);
      List<Node> siblings = each.parent.children;
      if (each.parent.sorted) {
        siblings.remove(positionOf(each, siblings));
        weigh(each);
        siblings.add(placeFor(each, siblings), each);
      }
    }
  }

  /** Who is given something stands near the front: look from there. */
  @SuppressWarnings("ReferenceEquality")
  private static int positionOf(Node node, List<Node> siblings) {
    int position = 0;
    while (siblings.get(position) != node) {
      position++;
    }
    return position;
  }

  private static int placeFor(Node node, List<Node> siblings) {
    int low = 0;
    int high = siblings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ORDER.compare(siblings.get(middle), node) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
