# Installation: the target uninstall, the target dist (a tarball of the source), and packages by `cpack` in the build folder: mxtrap (tools and
# manuals), libmxtrapN (the shared library), libmxtrap-dev (headers, static library, CMake package).
add_custom_target(uninstall
  COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR}
    -P ${PROJECT_SOURCE_DIR}/cmake/uninstall.cmake
  VERBATIM)
add_custom_target(dist
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DNAME=mxtrap-${PROJECT_VERSION}
    -P ${PROJECT_SOURCE_DIR}/cmake/dist.cmake
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR}
  VERBATIM)

set(library libmxtrap${MXTRAP_SOVERSION})
set(debian_tools mxtrap)
set(debian_library ${library})
set(debian_development libmxtrap-dev)
set(section_tools net)
set(section_library libs)
set(section_development libdevel)
set(summary_tools "MX layouts that trap spam software: generate, lint, check, rehearse")
set(summary_library "MX layouts that trap spam software: shared library")
set(summary_development "MX layouts that trap spam software: development files")
set(text_tools
  "Dummy mail exchangers at both ends of a domain's MX set, at addresses
that never answer on port 25, keep spam software away that tries only
the first exchanger or only the last. These tools write such a set's
DNS records, find what is wrong with it before it is deployed, and
prove on the live network that the dummies are silent and the real
hosts answer.")
set(text_library "The library that the tools of the package mxtrap are made of.")
set(text_development
  "Headers, static library, pkg-config file, CMake package and manual of
libmxtrap.")
set(depends_development "${library} (= ${PROJECT_VERSION}-1)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mxtrap)
set(CPACK_PACKAGE_VENDOR "the mxtrap authors")
set(CPACK_PACKAGE_CONTACT "the mxtrap authors <mxtrap@mxtrap.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL tools library development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian.cmake)
file(READ ${PROJECT_SOURCE_DIR}/LICENSE LICENCE)
configure_file(${PROJECT_SOURCE_DIR}/cmake/copyright.in ${PROJECT_BINARY_DIR}/copyright @ONLY)
foreach(component tools library development)
  string(TOUPPER ${component} name)
  set(CPACK_DEBIAN_${name}_PACKAGE_NAME ${debian_${component}})
  set(CPACK_DEBIAN_${name}_PACKAGE_SECTION ${section_${component}})
  set(CPACK_DEBIAN_${name}_PACKAGE_DEPENDS ${depends_${component}})
  set(CPACK_DEBIAN_${name}_DESCRIPTION "${summary_${component}}\n${text_${component}}")
  install(FILES ${PROJECT_BINARY_DIR}/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${debian_${component}} COMPONENT ${component})
  install(FILES ${PROJECT_SOURCE_DIR}/CHANGELOG.md RENAME changelog
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${debian_${component}} COMPONENT ${component})
endforeach()
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/triggers)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
# For the static library alone.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libldns-dev, libyaml-dev, libknot-dev, \
libjansson-dev, libunbound-dev, libevent-dev, libidn2-dev, libpsl-dev, libpcap-dev, libssl-dev")
include(CPack)
