-- Where events are posted to.
CREATE TABLE event_subscriber (
  callback_url text PRIMARY KEY
);
