# SPDX-License-Identifier: BSL-1.0
# The install rules: headers, one export set a component, the package file, and pkg-config files.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/parvis)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
set(generated ${PROJECT_BINARY_DIR}/install)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
if(TARGET parvis_capi)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/capi/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
endif()
foreach(component IN LISTS components)
  get_target_property(target parvis::${component} ALIASED_TARGET)
  install(TARGETS ${target} EXPORT parvis-${component})
  install(EXPORT parvis-${component} NAMESPACE parvis:: DESTINATION ${package_dir})
endforeach()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/parvis-config.cmake.in ${generated}/parvis-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor step may break source.
write_basic_package_version_file(${generated}/parvis-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${generated}/parvis-config.cmake ${generated}/parvis-config-version.cmake DESTINATION ${package_dir})

# A prefix relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH to_prefix /${pkgconfig_dir} /)
string(REGEX REPLACE "/$" "" to_prefix "${to_prefix}")

function(parvis_pkgconfig module description requires requires_private libs_private)
  string(REPLACE "-" "_" library ${module})
  configure_file(${PROJECT_SOURCE_DIR}/src/cmake/module.pc.in ${generated}/${module}.pc @ONLY)
  install(FILES ${generated}/${module}.pc DESTINATION ${pkgconfig_dir})
endfunction()

parvis_pkgconfig(parvis "${PROJECT_DESCRIPTION}" "" "libcrypto >= 3.0, fmt" "")
if(TARGET parvis_sqlite)
  parvis_pkgconfig(parvis-sqlite "The SQLite storage of parvis" "parvis = ${PROJECT_VERSION}" "sqlite3" "")
endif()
if(TARGET parvis_icu)
  parvis_pkgconfig(parvis-icu "The text policy of parvis over ICU" "parvis = ${PROJECT_VERSION}" "icu-uc" "")
endif()
if(TARGET parvis_capi)
  # The shared library needs nothing named; the static one is for linkers that know no C++.
  parvis_pkgconfig(parvis-capi "parvis for C and all that calls C" "" "" "")
  set(needs "parvis = ${PROJECT_VERSION}")
  if(TARGET parvis_sqlite)
    string(PREPEND needs "parvis-sqlite = ${PROJECT_VERSION}, ")
  endif()
  parvis_pkgconfig(parvis-capi-static "parvis for C, without a shared library of its own" "${needs}" "" "-lstdc++ -lm")
endif()
