# What makes a mistake in C harder to use: addresses that are not known, tables that cannot be written,
# stacks and library calls that are checked. tests/cli/hardened.sh looks for it in what is shipped.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported() # with CMAKE_POSITION_INDEPENDENT_CODE

foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "MXTRAP_HAS${flag}" has)
  check_c_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(mxtrap_flags INTERFACE ${flag})
  endif()
endforeach()

check_linker_flag(C "-Wl,-z,relro,-z,now,-z,noexecstack" MXTRAP_HAS_RELRO)
if(MXTRAP_HAS_RELRO)
  target_link_options(mxtrap_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

# It needs the optimiser; AddressSanitizer has checks of its own for the same calls.
if(NOT MXTRAP_SANITIZE AND NOT MXTRAP_FUZZ AND NOT MXTRAP_COVERAGE)
  target_compile_options(mxtrap_flags INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()
