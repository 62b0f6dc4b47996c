-- Whoever deletes a profile asks who refers to it.
create index follower_losses_pk on follower_losses (pk);
create index ignored_profiles_pk on ignored_profiles (pk);
