# The target docs: the manuals as HTML in OUTPUT, with links between them and an index, which names the
# other documents in SOURCE as well. Manuals of others are linked where Debian has them.
find_program(mandoc mandoc REQUIRED)
file(REMOVE_RECURSE ${OUTPUT})
set(pages ${OUTPUT}/pages) # flat, for mandoc looks here for the pages that are ours
file(GLOB manuals ${SOURCE}/docs/*.[1-8] ${SOURCE}/docs/man3/*.3)
file(COPY ${manuals} DESTINATION ${pages})

# Appends a row of the index to the list LIST.
function(add_row list link words)
  string(REPLACE "&" "&amp;" words "${words}")
  string(REPLACE "<" "&lt;" words "${words}")
  set(${list} "${${list}}<dt><a href=\"${link}\">${link}</a></dt><dd>${words}</dd>\n" PARENT_SCOPE)
endfunction()

foreach(section 1 5 3)
  file(GLOB manuals RELATIVE ${pages} ${pages}/*.${section})
  foreach(manual IN LISTS manuals)
    execute_process(
      COMMAND ${mandoc} -T html -O "man=%N.%S.html\;https://manpages.debian.org/%N.%S" ${manual}
      WORKING_DIRECTORY ${pages}
      OUTPUT_FILE ${OUTPUT}/${manual}.html
      COMMAND_ERROR_IS_FATAL ANY)
    # These are OpenBSD's, and Debian has none.
    file(READ ${OUTPUT}/${manual}.html html)
    string(REGEX REPLACE "manpages\\.debian\\.org/(pledge|unveil)" "man.openbsd.org/\\1" html "${html}")
    file(WRITE ${OUTPUT}/${manual}.html "${html}")
    file(STRINGS ${pages}/${manual} words REGEX "^\\.Nd ")
    string(REPLACE ".Nd " "" words "${words}")
    add_row(MANUALS ${manual}.html "${words}")
  endforeach()
endforeach()
file(REMOVE_RECURSE ${pages})

file(GLOB documents ${SOURCE}/docs/*.md ${SOURCE}/docs/*.json ${SOURCE}/README.md ${SOURCE}/CHANGELOG.md)
file(COPY ${documents} DESTINATION ${OUTPUT})
foreach(document IN LISTS documents)
  file(STRINGS ${document} words REGEX "^# |^  \"title\": " LIMIT_COUNT 1)
  string(REGEX REPLACE "^# |^  \"title\": \"|\",?$" "" words "${words}")
  get_filename_component(name ${document} NAME)
  add_row(DOCUMENTS ${name} "${words}")
endforeach()
configure_file(${SOURCE}/cmake/docs.html.in ${OUTPUT}/index.html @ONLY)
