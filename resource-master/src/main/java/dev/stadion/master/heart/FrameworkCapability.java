package dev.stadion.master.heart;

/** What a framework says it can deal with (mesos-v1.md §4, table "Offer form"). */
public enum FrameworkCapability {
  REVOCABLE_RESOURCES,
  TASK_KILLING_STATE,
  GPU_RESOURCES,
  SHARED_RESOURCES,
  PARTITION_AWARE,
  MULTI_ROLE,
  RESERVATION_REFINEMENT,
  REGION_AWARE
}
