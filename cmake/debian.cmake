# Run by cpack on what is about to be packed: Debian wants a changelog of its own beside the project's,
# and both compressed, as well as the manuals.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH, where it is set
file(GLOB documents LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/doc/*)
foreach(document IN LISTS documents)
  file(WRITE ${document}/changelog.Debian
    "mxtrap (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
    "  * Made from the project's own tree: see changelog.gz.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
endforeach()
# Debian's zsh looks for what packages bring in a folder of its own.
file(GLOB folders LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/zsh)
foreach(folder IN LISTS folders)
  file(RENAME ${folder}/site-functions ${folder}/vendor-completions)
endforeach()
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER files INCLUDE REGEX "/man/man[1-8]/[^/]*\\.[1-8]$|/doc/[^/]*/changelog[^/]*$")
foreach(file IN LISTS files)
  execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# What cpack gathers leaves lists like those of an installation, and nothing was installed: without this,
# the target uninstall would take away what the packages put there.
list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 build)
file(GLOB manifests ${build}/install_manifest_*.txt)
if(manifests)
  file(REMOVE ${manifests})
endif()
