# Writes OUTPUT, from TEMPLATE, where it would change. The commit is what was GIVEN, else that of the Git work tree whose
# top SOURCE is, else that from which `git archive` made the file ARCHIVED, else unknown.
set(revision "${GIVEN}")
if(NOT revision AND GIT AND EXISTS ${SOURCE}/.git)
  # A hook's variables lead to another repository. No lock is taken: somebody may be committing. The owner of the folder
  # need not be who builds: what is built runs anyway.
  foreach(variable GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE)
    unset(ENV{${variable}})
  endforeach()
  execute_process(
    COMMAND ${GIT} --no-optional-locks -c safe.directory=* describe --always --dirty --abbrev=7 --exclude=*
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE revision ERROR_VARIABLE problem RESULT_VARIABLE code
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE)
  if(NOT code EQUAL 0)
    message(WARNING "the commit is unknown, since git describe failed in ${SOURCE}: ${problem}")
    set(revision "")
  endif()
endif()
if(NOT revision)
  file(READ ${ARCHIVED} archived)
  string(STRIP "${archived}" archived)
  if(archived MATCHES "^[0-9a-f]+$")
    set(revision ${archived})
  endif()
endif()
if(NOT revision)
  set(revision "commit unknown")
endif()
if(NOT revision MATCHES "^[A-Za-z0-9][A-Za-z0-9 ._+~-]*$")
  message(FATAL_ERROR "GASWORKS_REVISION is '${revision}'; a commit has letters, digits, '.', '_', '+', '~' and '-'")
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
