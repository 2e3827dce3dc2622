# The target dist: NAME.tar.gz of what is committed in SOURCE, the same bytes for each build of a commit.
execute_process(
  COMMAND git -C ${SOURCE} -c tar.umask=0022 archive --format=tar --prefix=${NAME}/ HEAD
  COMMAND gzip -9n
  OUTPUT_FILE ${NAME}.tar.gz
  COMMAND_ERROR_IS_FATAL ANY)
